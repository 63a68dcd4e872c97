"""What the whole-product tests share: real servers on folders of their own."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.live import LiveServer

_ELSEWHERE = {"TENREC_DATA_DIR", "TENREC_DATABASE_URL", "TENREC_CLICKHOUSE_URL"}
"""Settings with which a server does not keep everything in its own folder."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running server for all tests that only send and read; give each ids of its own.

    It begins with nothing, as with the first `make run`.
    """
    live = LiveServer(tmp_path_factory.mktemp("server"), TENREC_CHECK_RESPONSES="on")
    try:
        yield live.start()
    finally:
        try:
            live.stop()
        finally:
            live.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `tenrec migrate`. A copy of it saves a server most of its first start."""
    empty = LiveServer(tmp_path_factory.mktemp("migrated"))
    command = [sys.executable, "-m", "tenrec", "migrate"]
    subprocess.run(command, env=empty.env(), check=True, capture_output=True, timeout=120)
    empty.close()
    return empty.data


@pytest.fixture
def new_server(tmp_path: Path, migrated: Path) -> Iterator[Callable[..., LiveServer]]:
    """Makes servers that a test may kill, fill and break; all end with the test."""
    made: list[LiveServer] = []

    def make(**settings: str) -> LiveServer:
        folder = tmp_path / f"server-{len(made)}"
        folder.mkdir()
        made.append(LiveServer(folder, **{"TENREC_CHECK_RESPONSES": "on", **settings}))
        if _ELSEWHERE.isdisjoint(settings):
            shutil.copytree(migrated, made[-1].data, symlinks=True)
        return made[-1]

    yield make
    for live in made:
        live.close()
