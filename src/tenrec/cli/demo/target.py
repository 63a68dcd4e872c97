"""Where the demo goes: the address and project token of the server that uses the same settings."""

import os
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import orjson

from tenrec.cli.demo.upload import Sender
from tenrec.core.config import Config
from tenrec.core.errors import TenrecError, Unavailable

_NO_PROJECT = (
    "There is no project yet. Start `tenrec serve` and make your account with the link that it "
    "prints, or name a project with --token."
)
_BACKLOG = "tenrec_journal_backlog_bytes"
_PATIENCE_SECONDS = 600.0


def first_token(config: Config) -> str:
    """The token of the oldest project; raises TenrecError when there is none."""
    if config.database_url is None and not (config.data_dir / "tenrec.sqlite3").exists():
        raise TenrecError(f"No Tenrec has run on {config.data_dir} yet. {_NO_PROJECT}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenrec.settings")
    import django  # late: the other options need no state database

    django.setup()
    from django.db import DatabaseError

    from tenrec.accounts.models import Project

    try:
        token = Project.objects.order_by("id").values_list("api_token", flat=True).first()
    except DatabaseError as error:
        raise TenrecError(f"The state database cannot be read: {error}. {_NO_PROJECT}") from error
    if token is None:
        raise TenrecError(_NO_PROJECT)
    return str(token)


def end_of_story(folder: Path, name: str) -> tuple[datetime, bool]:
    """The moment at which the demo called `name` ends, and whether it was told before.

    Kept in the data folder, so that the demo told again tomorrow is the same demo: its
    events are duplicates then, not a second million.
    """
    path = folder / "demo.json"
    known: dict[str, str] = {}
    if path.exists():
        try:
            known = orjson.loads(path.read_bytes())
            return datetime.fromisoformat(known[name]), True
        except (ValueError, KeyError, TypeError):
            known = known if isinstance(known, dict) else {}
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    if not folder.is_dir():
        # A server elsewhere: nothing to remember it in, so at least the day is the same.
        return now.replace(hour=0, minute=0), False
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(orjson.dumps({**known, name: now.isoformat()}))
    fresh.rename(path)
    return now, False


def wait_until_countable(url: str) -> None:
    """Returns when the server has stored everything that it acknowledged."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with closing(Sender(url)) as sender:
        while time.monotonic() < deadline:
            status, text = sender.get("/metrics")
            if status != 200:
                raise Unavailable(f"{url}/metrics answers {status}")
            if _figure(text, _BACKLOG) == 0:
                return
            time.sleep(0.2)
    raise Unavailable(
        "The server still stores what was sent; its pipeline page says how far it is."
    )


def _figure(text: str, name: str) -> float:
    for line in text.splitlines():
        label, _, value = line.rpartition(" ")
        if label == name:
            return float(value)
    raise Unavailable(f"The server's metrics do not say {name}.")
