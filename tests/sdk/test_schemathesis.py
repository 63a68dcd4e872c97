"""schemathesis throws everything our own document allows, and what it forbids, at a live server."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
# What would take away the ground on which the others stand.
GROUND = r"^/api/(organizations|projects|users|personal_api_keys)/\{[^}]+\}/$"
CONFIG = """\
[parameters]
project_id = "{project}"
organization_id = "@current"
"""


def test_every_operation__anything__no_500_and_nothing_unlike_the_schema(
    new_server: Callable[..., LiveServer], tmp_path: Path
) -> None:
    server = new_server().start()
    server.send([{"event": "seen", "distinct_id": "ada", "properties": {"$set": {"n": 1}}}])
    server.wait_until_stored()
    project = server.ask("GET", "/api/projects/@current/").json()["id"]
    (tmp_path / "schemathesis.toml").write_text(CONFIG.format(project=project))
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "run"),
        *(f"{server.url}/api/schema/?format=json", "--checks", ",".join(CHECKS)),
        *("--exclude-path-regex", GROUND, "--exclude-deprecated"),
        *("--header", f"Authorization: Bearer {server.key}", "--phases", "fuzzing"),
        *(
            "--max-examples",
            "4",
            "--workers",
            "2",
            "--seed",
            "1",
            "--no-shrink",
            "--continue-on-failure",
        ),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert server.stop() == 0
