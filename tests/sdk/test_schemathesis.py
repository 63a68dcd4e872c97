"""schemathesis throws everything our own document allows, and what it forbids, at a live server."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
# What would take away the ground on which the others stand, and the second name of every project
# route: the same views answer there.
LEFT_OUT = (
    r"^([A-Z]+ /api/(organizations|users|personal_api_keys)/\{[^}]+\}/"
    r"|DELETE /api/(.+/)?(projects|environments)/\{[^}]+\}/"
    r"|[A-Z]+ /api/environments/\{project_id\}/.*)$"
)
CONFIG = """\
hooks = "tests.sdk.corners"
[parameters]
project_id = "{project}"
organization_id = "@current"
"""


@pytest.mark.parametrize(
    ("phase", "options"),
    [("coverage", ()), ("fuzzing", ("--max-examples", "6"))],
    ids=["corners", "anything"],
)
def test_every_operation__no_500_and_nothing_unlike_the_schema(
    new_server: Callable[..., LiveServer], tmp_path: Path, phase: str, options: tuple[str, ...]
) -> None:
    """Some corners of what is allowed and forbidden (see corners.py); then anything."""
    server = new_server(TENREC_CHECK_RESPONSES="off").start()  # schemathesis does
    server.send([{"event": "seen", "distinct_id": "ada", "properties": {"$set": {"n": 1}}}])
    server.wait_until_stored()
    project = server.ask("GET", "/api/projects/@current/").json()["id"]
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(project=project))
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run"),
        *(f"{server.url}/api/schema/?format=json", "--checks", ",".join(CHECKS)),
        *("--exclude-name-regex", LEFT_OUT, "--exclude-deprecated"),
        *("--header", f"Authorization: Bearer {server.key}", "--phases", phase, *options),
        *("--workers", "2", "--seed", "1", "--no-shrink", "--continue-on-failure"),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert server.stop() == 0
