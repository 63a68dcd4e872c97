"""Runs a command with TENREC_DATABASE_URL set to a private PostgreSQL that lives as long as it.

PostgreSQL refuses to run as root, so root lends the server to the user `nobody`. Without a
PostgreSQL on the machine the command is skipped with one line, unless TENREC_REQUIRE_ALL is set.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    folder = _binaries()
    if folder is None:
        print("SKIPPED the tests on PostgreSQL: there is no PostgreSQL on this machine")
        return 1 if os.environ.get("TENREC_REQUIRE_ALL") else 0
    with tempfile.TemporaryDirectory(prefix="tenrec-postgres-", ignore_cleanup_errors=True) as home:
        return _run(folder, Path(home), command)


def _run(folder: Path, home: Path, command: list[str]) -> int:
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)
    data, port = home / "data", _free_port()
    quiet = {"user": user, "stdout": subprocess.DEVNULL, "cwd": home, "check": True}
    subprocess.run(
        [folder / "initdb", "-D", data, "-U", "tenrec", "-A", "trust", "-E", "UTF8", "--no-sync"],
        **quiet,
    )
    options = f"-p {port} -k {home} -h 127.0.0.1 -c fsync=off"
    pg_ctl = [folder / "pg_ctl", "-D", data, "-w", "-s"]
    subprocess.run([*pg_ctl, "-o", options, "-l", home / "log", "start"], **quiet)
    try:
        url = f"postgres://tenrec@127.0.0.1:{port}/postgres"
        print(f"· on PostgreSQL: {' '.join(command)}", flush=True)
        return subprocess.run(command, env={**os.environ, "TENREC_DATABASE_URL": url}).returncode
    finally:
        subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **quiet)


def _binaries() -> Path | None:
    known = [Path(p).parent for p in (shutil.which("initdb"),) if p]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    return next((p for p in [*known, *reversed(debian)] if (p / "initdb").exists()), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
