"""Versioned schema of the event store: every file runs once, a failed one stops everything.

A refused file stays failed, and every later start says why, until another text of it comes or
somebody asks for another try. A file that was cut short (a killed process, a full disk) runs
again by itself: therefore every statement must bear being run twice (IF NOT EXISTS and such).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tenrec.core.errors import StoreDown, TenrecError
from tenrec.store.base import EventStore

SCHEMA = Path(__file__).parent / "schema"
Report = Callable[[str], None]

_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations
(
    name String,
    checksum String,
    state Enum8('started' = 0, 'failed' = 1, 'done' = 2),
    reason String,
    changed_at DateTime64(6, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY name
"""


class MigrationFailed(TenrecError):
    """The schema of the event store is not as it must be; stops the start."""

    code = "migration_failed"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of the schema."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Of the text, so that an edited file is noticed."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def statements(self) -> list[str]:
        """The statements, which end with a semicolon at the end of a line."""
        lines = [line for line in self.text.splitlines() if not line.lstrip().startswith("--")]
        parts = "\n".join([*lines, ""]).split(";\n")
        return [part.strip() for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class _Record:
    checksum: str
    state: str
    reason: str
    version: int


def migrate(
    store: EventStore,
    report: Report = lambda _: None,
    folder: Path = SCHEMA,
    *,
    retry_failed: bool = False,
) -> int:
    """Brings the schema up to date and says how many files ran; raises MigrationFailed."""
    store.execute(_TABLE)
    records = _records(store)
    files = _files(folder)
    _refuse_unknown(records, files)
    todo = [m for m in files if _is_due(m, records.get(m.name), retry_failed)]
    for number, migration in enumerate(todo, 1):
        report(f"event store: migration {migration.name} ({number} of {len(todo)})")
        _run(store, migration, records.get(migration.name))
    return len(todo)


def _files(folder: Path) -> list[Migration]:
    return [Migration(p.stem, p.read_text("utf-8")) for p in sorted(folder.glob("[0-9]*.sql"))]


def _records(store: EventStore) -> dict[str, _Record]:
    answer = store.select(
        "SELECT name, checksum, toString(state), reason, version"
        " FROM schema_migrations FINAL ORDER BY name"
    )
    return {row[0]: _Record(*row[1:]) for row in answer.rows}


def _refuse_unknown(records: dict[str, _Record], files: list[Migration]) -> None:
    unknown = sorted(records.keys() - {m.name for m in files})
    if unknown:
        raise MigrationFailed(
            f"The event store was made by a newer version: migration {unknown[0]} is not known."
        )


def _is_due(migration: Migration, record: _Record | None, retry_failed: bool) -> bool:
    if record is None:
        return True
    is_same = record.checksum == migration.checksum
    if record.state == "done":
        if not is_same:
            raise MigrationFailed(
                f"Migration {migration.name} was changed after it ran;"
                " put the old file back and write a new migration."
            )
        return False
    if is_same and record.state == "failed" and not retry_failed:
        raise MigrationFailed(
            f"Migration {migration.name} failed and was not repaired: {record.reason}"
        )
    return True


def _run(store: EventStore, migration: Migration, before: _Record | None) -> None:
    version = before.version if before else 0
    _record(store, migration, "started", "", version + 1)
    try:
        for statement in migration.statements():
            store.execute(statement)
    except StoreDown:
        raise  # says nothing about the file, which runs again at the next start
    except Exception as error:  # whatever it is, it is written down before the start ends
        reason = error.detail if isinstance(error, TenrecError) else repr(error)
        _record(store, migration, "failed", reason, version + 2)
        raise MigrationFailed(f"Migration {migration.name} failed: {reason}") from error
    _record(store, migration, "done", "", version + 2)


def _record(store: EventStore, migration: Migration, state: str, reason: str, version: int) -> None:
    values = ", ".join(
        [_quote(migration.name), _quote(migration.checksum), _quote(state), _quote(reason)]
    )
    store.execute(
        "INSERT INTO schema_migrations (name, checksum, state, reason, changed_at, version)"
        f" VALUES ({values}, now64(6), {version})"
    )


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
