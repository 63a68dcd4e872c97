"""`store` is every engine in turn: embedded, over HTTP, and a real server when there is one."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tenrec.store.base import EventStore
from tenrec.store.migrate import migrate
from tenrec.store.open import engine_of

sys.path.insert(0, str(Path(__file__).parent))
REAL = os.environ.get("TENREC_TEST_STORE")
ENGINES = ["chdb", "clickhouse", *(["server"] if REAL else [])]


@pytest.fixture(scope="session", params=ENGINES)
def store(
    request: pytest.FixtureRequest, store: EventStore, data_dir: Path
) -> Iterator[EventStore]:
    """The shared embedded store; the other engine on a database beside it; a real server."""
    match request.param:
        case "chdb":
            yield store
        case "clickhouse":
            yield from _over_http(data_dir / "events")
        case "server":
            yield from _on_server(str(REAL))


@pytest.fixture
def database(store: EventStore) -> str:
    """The name of the store's database."""
    name: str = store.select("SELECT currentDatabase()").rows[0][0]
    return name


def _over_http(folder: Path) -> Iterator[EventStore]:
    import bridge

    server = bridge.serve(folder)
    opened = engine_of("clickhouse://").open(f"clickhouse://127.0.0.1:{server.server_port}/wire")
    migrate(opened)
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()


def _on_server(url: str) -> Iterator[EventStore]:
    opened = engine_of(url).open(urlsplit(url)._replace(path="/tenrec_test").geturl())
    migrate(opened)
    yield opened
    opened.execute("DROP DATABASE tenrec_test SYNC")
    opened.close()
