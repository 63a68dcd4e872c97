"""What the whole-product tests share: real servers on folders of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.live import LiveServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running server for all tests that only send and read; give each ids of its own."""
    live = LiveServer(tmp_path_factory.mktemp("server"), TENREC_CHECK_RESPONSES="on")
    try:
        yield live.start()
    finally:
        try:
            live.stop()
        finally:
            live.close()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Makes servers that a test may kill, fill and break; all end with the test."""
    made: list[LiveServer] = []

    def make(**settings: str) -> LiveServer:
        folder = tmp_path / f"server-{len(made)}"
        folder.mkdir()
        made.append(LiveServer(folder, **{"TENREC_CHECK_RESPONSES": "on", **settings}))
        return made[-1]

    yield make
    for live in made:
        live.close()
