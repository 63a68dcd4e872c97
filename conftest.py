"""What every test shares: settings of a server on a throw-away folder, and a real event store."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher

# Before Django reads them; one folder a test session, removed at its end.
_FOLDER = tempfile.TemporaryDirectory(prefix="tenrec-test-", ignore_cleanup_errors=True)
for _name in [name for name in os.environ if name.startswith("TENREC_BOOTSTRAP_")]:
    del os.environ[_name]
os.environ["TENREC_DATA_DIR"] = _FOLDER.name
os.environ["TENREC_SECRET_KEY"] = "only-for-tests-" + "0" * 32
# A database in memory would hide what threads do.
os.environ.setdefault("TENREC_TEST_SQLITE", f"{_FOLDER.name}/test.sqlite3")
os.environ["TENREC_CHECK_RESPONSES"] = "on"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenrec.settings")

# Here and not in pytest_configure: the conftests of the rooms import models.
django.setup()
# A password takes 0.2 s to hash, which is the point of it; the servers of tests/ do it in earnest.
ScryptPasswordHasher.work_factor = 2**8


@pytest.fixture(autouse=True)
def _answers_keep_to_the_schema(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test asks of the API, the answer has the shape that our document promises."""
    yield
    said = [*caplog.get_records("setup"), *caplog.get_records("call")]
    unlike = [r.getMessage() for r in said if r.name == "tenrec.rest.conformity"]
    assert not unlike, unlike


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The data folder of this test session."""
    return Path(_FOLDER.name)


@pytest.fixture(scope="session")
def store(data_dir: Path) -> Iterator[object]:
    """The embedded store, migrated; chDB allows one a process, so tests share it.

    Give every test team ids of its own (`team_id` below).
    """
    from tenrec.core.config import Config
    from tenrec.store.migrate import migrate
    from tenrec.store.open import open_store, use

    opened = open_store(Config.from_env({"TENREC_DATA_DIR": str(data_dir)}))
    migrate(opened)
    yield opened
    use(None)
    opened.close()


_last_team = 1000


@pytest.fixture
def team_id() -> int:
    """A team that no other test has."""
    global _last_team
    _last_team += 1
    return _last_team


def pytest_sessionfinish() -> None:
    """Removes the folder; the store's session fixture has closed the engine by then."""
    _FOLDER.cleanup()
