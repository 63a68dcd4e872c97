"""The commands beside `serve`: on a running server, on a stopped one, on nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.live import LiveServer

import tenrec

NewServer = Callable[..., LiveServer]


def _tenrec(command: str, server: LiveServer, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tenrec", command],
        env={**server.env(), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_doctor__running_then_stopped__says_so_and_is_content(new_server: NewServer) -> None:
    server = new_server().start()
    running = _tenrec("doctor", server)
    assert running.returncode == 0, running.stdout
    assert "is running and healthy" in running.stdout
    server.stop()
    stopped = _tenrec("doctor", server)
    assert stopped.returncode == 0, stopped.stdout
    assert "not running; state is up to date, 0 events are stored" in stopped.stdout


def test_doctor__before_the_first_start__makes_nothing(
    new_server: NewServer, tmp_path: Path
) -> None:
    for folder in (tmp_path / "none", tmp_path / "empty"):
        if folder.name == "empty":
            folder.mkdir()
        looked = _tenrec("doctor", new_server(), TENREC_DATA_DIR=str(folder))
        assert looked.returncode == 0, looked.stdout
        assert not folder.exists() or not list(folder.iterdir())


def test_doctor__what_cannot_work__is_named(new_server: NewServer) -> None:
    server = new_server().start()
    server.stop()
    for name, value in (
        ("TENREC_PORT", "eighty"),
        ("TENREC_DATA_DIR", __file__),
        ("TENREC_DATABASE_URL", "postgres://nobody:secret@127.0.0.1:9/nothing"),
        ("TENREC_REDIS_URL", "redis://127.0.0.1:9/0"),
        ("TENREC_GEOIP_DATABASE", __file__),
    ):
        looked = _tenrec("doctor", server, **{name: value})
        assert looked.returncode == 1
        assert any(line.startswith("✗") and name in line for line in looked.stdout.splitlines())
        assert looked.stderr == ""
        assert "secret" not in looked.stdout


def test_migrate__running_server__is_refused_and_works_once_it_stopped(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    refused = _tenrec("migrate", server)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert str(server.data) in refused.stderr
    server.stop()
    assert _tenrec("migrate", server).stdout.endswith("✓ everything is up to date\n")


def test_version__asked__is_the_version_of_the_package(new_server: NewServer) -> None:
    assert _tenrec("version", new_server()).stdout == f"tenrec {tenrec.__version__}\n"
