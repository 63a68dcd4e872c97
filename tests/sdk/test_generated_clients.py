"""Clients generated from our own OpenAPI document, in Python and TypeScript, at a live server."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.live import EMAIL, LiveServer

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
WEB = HERE.parents[1] / "web" / "node_modules"
# The generated import has no ending, as bundlers like it.
_STRICT = [
    *("--strict", "--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler"),
    *("--types", "node", "--skipLibCheck"),
]


@pytest.fixture(scope="module")
def document(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as the server gives it to anybody."""
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    answer = server.http.get("/api/schema/?format=json")
    assert answer.status_code == 200
    path.write_text(answer.text)
    return path


@pytest.fixture(scope="module")
def project(server: LiveServer) -> str:
    return str(server.ask("GET", "/api/projects/@current/").json()["id"])


@pytest.fixture
def python_client(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package `generated_client`, made in this moment."""
    tool = Path(sys.executable).with_name("openapi-python-client")
    folder = tmp_path / "generated_client"
    env = {**os.environ, "PATH": f"{tool.parent}:{os.environ['PATH']}"}
    command = [tool, "generate", "--path", document, "--meta", "none", "--output-path", folder]
    made = subprocess.run(
        [*map(str, command), "--fail-on-warning"], capture_output=True, text=True, env=env
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("generated_client")


def test_python_client__makes_reads_changes__typed(
    server: LiveServer, project: str, python_client: Any
) -> None:
    def module(path: str) -> Any:
        return importlib.import_module(f"generated_client.{path}")

    client = python_client.AuthenticatedClient(
        base_url=server.url, token=server.key, raise_on_unexpected_status=True
    )
    models, annotations = module("models"), "api.annotations.annotations"
    with client:
        made = module(f"{annotations}_create").sync(
            project, client=client, body=models.AnnotationRequest(content="From Python")
        )
        assert made.created_by.email == EMAIL
        changed = module(f"{annotations}_partial_update").sync(
            project, made.id, client=client, body=models.PatchedAnnotationRequest(content="Changed")
        )
        assert changed.content == "Changed"
        listed = module(f"{annotations}_list").sync(project, client=client, limit=1000)
        assert made.id in {row.id for row in listed.results}
        refused = module(f"{annotations}_retrieve").sync(project, 999999, client=client)
        assert refused.code == "not_found"
        persons = module("api.persons.persons_list").sync(project, client=client)
        assert isinstance(persons.results, list)


def test_typescript_client__type_checks_and_works(
    server: LiveServer, project: str, document: Path, tmp_path: Path
) -> None:
    if shutil.which("node") is None or not WEB.exists():
        told = "there is no Node.js, or the web packages are not installed: the TypeScript client"
        (pytest.fail if os.environ.get("TENREC_REQUIRE_ALL") else pytest.skip)(told)
    (tmp_path / "node_modules").symlink_to(WEB)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copy(HERE / "typescript" / "use.ts", tmp_path)
    _run(tmp_path, "openapi-typescript", str(document), "-o", "schema.ts")
    _run(tmp_path, "tsc", *_STRICT, "use.ts")
    said = subprocess.run(
        ["node", "use.js", server.url, server.key, project],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout) == {
        "author": EMAIL,
        "content": "Changed",
        "isListed": True,
        "results": [[2]],
        "refusal": "not_found",
    }


def _run(folder: Path, tool: str, *options: str) -> None:
    command = [str(WEB / ".bin" / tool), *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
