"""Looks at everything a server needs and says what is wrong."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused, TenrecError, Unavailable

_ENOUGH_BYTES = 1_000_000_000
Checks = dict[str, Callable[[], str]]


def run(options: argparse.Namespace) -> int:
    failed = 0
    for name, check in _checks().items():
        try:
            found = check()
        except TenrecError as error:
            failed += 1
            print(f"✗ {name}: {error.detail}")
        else:
            print(f"✓ {name}: {found}")
    return 1 if failed else 0


def _checks() -> Checks:
    """What to look at; without readable settings there is nothing more to look at."""
    try:
        config = Config.from_env(os.environ)
    except SettingRefused as error:
        refused = error

        def settings() -> str:
            raise refused

        return {"settings": settings}
    return {
        "python": lambda: sys.version.split()[0],
        "settings": lambda: "all readable",
        "data folder": lambda: _data_folder(config),
        "disk": lambda: _disk(config),
        "web app": _web_app,
        "journal": lambda: _journal(config),
        "server": lambda: _server(config),
        "jobs": lambda: _jobs(config),
    }


def _data_folder(config: Config) -> str:
    folder = config.data_dir
    if not folder.exists():
        return f"{folder} is not there yet: the first start makes it"
    if not folder.is_dir():
        raise SettingRefused(f"TENREC_DATA_DIR: {folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingRefused(f"{folder} cannot be written by this user")
    return str(folder)


def _disk(config: Config) -> str:
    folder = next(p for p in (config.data_dir, *config.data_dir.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    if free < _ENOUGH_BYTES:
        raise Unavailable(f"only {free // 1_000_000} MB are free where {folder} is")
    return f"{free // 1_000_000_000} GB free"


def _journal(config: Config) -> str:
    kept = sum(path.stat().st_size for path in (config.data_dir / "journal").glob("*"))
    if kept >= config.journal_max_bytes:
        raise Unavailable("full: nothing is taken in until what it holds is stored")
    return f"{kept / 1_000_000:,.1f} of {config.journal_max_bytes / 1_000_000:,.0f} MB"


def _web_app() -> str:
    from tenrec.server.web import folder  # late: the server's packages take a moment to load

    built = folder()
    if built is None:
        raise Unavailable("not built: `make web` does it (the API works without it)")
    return f"built, in {built}"


def _server(config: Config) -> str:
    from tenrec.server.lock import holder

    process = holder(config.data_dir)
    if process is None:
        return _engines(config)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{config.port}/_health"
    try:
        with urlopen(address, timeout=10) as answer:
            return f"process {process} is running and healthy ({answer.status})"
    except HTTPError as error:
        reason = error.read().decode(errors="replace")[:300]
        raise Unavailable(f"process {process} runs but is not healthy: {reason}") from error
    except (URLError, OSError) as error:
        raise Unavailable(f"process {process} runs but {address} does not answer") from error


def _engines(config: Config) -> str:
    from tenrec.server.parts import look

    # To look into a folder that no server has used would make its files.
    is_used = (config.data_dir / "journal").exists()
    return f"not running; {look(config)}" if is_used else "not started yet"


def _jobs(config: Config) -> str:
    """Failures are the operator's to weigh: they are told, and do not make the doctor fail."""
    from tenrec.server.jobs import report

    found = report(config)
    if found is None:
        return "none yet"
    told = f"{found.waiting} waiting, {found.running} running, {found.failed} failed"
    return f"{told} (last {found.last_error}; `tenrec jobs` tells more)" if found.failed else told
