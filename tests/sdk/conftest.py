"""Ids of their own for each test, and released npm packages installed from their lock files."""

import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sdk.missing import without

NODE = Path(__file__).parent / "node"
_INSTALL = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]


@pytest.fixture
def someone() -> str:
    """A distinct id that nobody else has."""
    return f"someone-{uuid.uuid4()}"


@pytest.fixture(scope="session")
def installed() -> Callable[[Path], Path]:
    """Installs the npm packages of a folder from its lock file; skips, or fails in CI, without."""

    def install(folder: Path) -> Path:
        if shutil.which("npm") is None or shutil.which("node") is None:
            without(f"there is no Node.js here: the tests of {folder.name}")
        done, lock = folder / "node_modules" / ".installed", folder / "package-lock.json"
        if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
            try:
                subprocess.run(_INSTALL, cwd=folder, check=True, timeout=300)
            except subprocess.SubprocessError as problem:
                without(f"the packages of {folder.name} cannot be installed here: {problem}")
            done.touch()
        return folder

    return install


@pytest.fixture(scope="session")
def node_folder(installed: Callable[[Path], Path]) -> Path:
    """Where `node send.mjs` runs."""
    return installed(NODE)
