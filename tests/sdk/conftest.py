"""Ids of their own for each test, and the Node SDK installed from its lock file."""

import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

NODE = Path(__file__).parent / "node"


@pytest.fixture
def someone() -> str:
    """A distinct id that nobody else has."""
    return f"someone-{uuid.uuid4()}"


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """Where `node send.mjs` runs; without Node.js its tests are skipped, or fail in CI."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        told = "there is no Node.js here: the tests of the Node SDK"
        (pytest.fail if os.environ.get("TENREC_REQUIRE_ALL") else pytest.skip)(told)
    installed, lock = NODE / "node_modules" / ".installed", NODE / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=NODE, check=True, timeout=300)
        installed.touch()
    return NODE
