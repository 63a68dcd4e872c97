"""Migrations: once each, in order; a failure stays and says why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenrec.store.base import EventStore
from tenrec.store.migrate import SCHEMA, Migration, MigrationFailed, migrate

GOOD = "-- A table.\nCREATE TABLE m_a (team_id Int64) ENGINE = MergeTree ORDER BY team_id;\n"
BAD = "CREATE TABLE m_b (team_id NoSuchType) ENGINE = MergeTree ORDER BY team_id;\n"


@pytest.fixture
def folder(store: EventStore, tmp_path: Path) -> Iterator[Path]:
    """The real schema and room for more; leaves nothing behind in the shared store."""
    for file in SCHEMA.glob("*.sql"):
        (tmp_path / file.name).write_text(file.read_text())
    yield tmp_path
    for table in ("m_a", "m_b", "m_c"):
        store.execute(f"DROP TABLE IF EXISTS {table} SYNC")
    store.execute("DELETE FROM schema_migrations WHERE name LIKE '9%'")


def state(store: EventStore, name: str) -> str:
    sql = "SELECT toString(state) FROM schema_migrations FINAL WHERE name = {name:String}"
    rows = store.select(sql, {"name": name}).rows
    return rows[0][0] if rows else "none"


def test_migrate__nothing_new__does_nothing(store: EventStore) -> None:
    assert migrate(store) == 0


def test_migrate__new_file__runs_once_and_tells(store: EventStore, folder: Path) -> None:
    (folder / "9001_a.sql").write_text(GOOD)
    lines: list[str] = []
    assert migrate(store, lines.append, folder) == 1
    assert lines == ["event store: migration 9001_a (1 of 1)"]
    assert migrate(store, lines.append, folder) == 0
    assert state(store, "9001_a") == "done"
    assert store.select("SELECT count() FROM m_a").rows == [[0]]


def test_migrate__file_that_fails__stays_failed_until_it_is_changed(
    store: EventStore, folder: Path
) -> None:
    (folder / "9001_a.sql").write_text(GOOD)
    (folder / "9002_b.sql").write_text(BAD)
    (folder / "9003_c.sql").write_text(GOOD.replace("m_a", "m_c"))
    with pytest.raises(MigrationFailed, match="NoSuchType"):
        migrate(store, folder=folder)
    for _ in range(2):
        with pytest.raises(MigrationFailed, match=r"9002_b failed and was not repaired: .*NoSuch"):
            migrate(store, folder=folder)
    assert [state(store, f"900{n}_{c}") for n, c in ((1, "a"), (2, "b"), (3, "c"))] == [
        "done",
        "failed",
        "none",
    ]
    (folder / "9002_b.sql").write_text(BAD.replace("NoSuchType", "Int64"))
    assert migrate(store, folder=folder) == 2
    assert state(store, "9003_c") == "done"


def test_migrate__failed_file__runs_again_when_asked(store: EventStore, folder: Path) -> None:
    (folder / "9002_b.sql").write_text("INSERT INTO m_a VALUES (1);\n")
    with pytest.raises(MigrationFailed, match=r"m_a"):
        migrate(store, folder=folder)
    store.execute(GOOD.partition("\n")[2].strip().rstrip(";"))
    assert migrate(store, folder=folder, retry_failed=True) == 1
    assert state(store, "9002_b") == "done"


def test_migrate__file_cut_short__runs_again(store: EventStore, folder: Path) -> None:
    (folder / "9001_a.sql").write_text(GOOD)
    store.execute(
        "INSERT INTO schema_migrations VALUES"
        f" ('9001_a', '{Migration('9001_a', GOOD).checksum}', 'started', '', now64(6), 1)"
    )
    assert migrate(store, folder=folder) == 1
    assert state(store, "9001_a") == "done"


def test_migrate__changed_file_that_ran__is_refused(store: EventStore, folder: Path) -> None:
    (folder / "9001_a.sql").write_text(GOOD)
    migrate(store, folder=folder)
    (folder / "9001_a.sql").write_text(GOOD + "-- more\n")
    with pytest.raises(MigrationFailed, match="9001_a was changed after it ran"):
        migrate(store, folder=folder)


def test_migrate__store_of_a_newer_version__is_refused(store: EventStore, folder: Path) -> None:
    (folder / "9001_a.sql").write_text(GOOD)
    migrate(store, folder=folder)
    (folder / "9001_a.sql").unlink()
    with pytest.raises(MigrationFailed, match="newer version"):
        migrate(store, folder=folder)


def test_migration__statements__end_with_a_semicolon_at_a_line_end() -> None:
    text = "-- a; b\nSELECT 'x;y';\n\n  -- c\nSELECT\n  2;\n"
    assert Migration("0001_x", text).statements() == ["SELECT 'x;y'", "SELECT\n  2"]
