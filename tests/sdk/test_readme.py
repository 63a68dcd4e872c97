"""The examples of the README, run as they stand but for address, token and key."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow

README = (Path(__file__).parents[2] / "README.md").read_text()


def examples(language: str) -> list[str]:
    """The code blocks of a language that talk to the server."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return [block for block in blocks if "127.0.0.1:8000" in block]


def filled(text: str, server: LiveServer, name: str) -> str:
    return (
        text.replace("http://127.0.0.1:8000", server.url)
        .replace("phc_your_project_token", server.token)
        .replace("signed up", name)
    )


def count(server: LiveServer, name: str) -> list[list[object]]:
    server.wait_until_stored()
    return server.sql(
        "select count(), any(properties.plan) from events where event = {name}", {"name": name}
    )


def test_readme__python__counts(server: LiveServer, someone: str) -> None:
    (example,) = examples("python")
    subprocess.run([sys.executable, "-c", filled(example, server, someone)], check=True, timeout=60)
    assert count(server, someone) == [[1, "pro"]]


def test_readme__node__counts(server: LiveServer, node_folder: Path, someone: str) -> None:
    (example,) = [block for block in examples("js") if "posthog-node" in block]
    subprocess.run(
        ["node", "--input-type=module", "-e", filled(example, server, someone)],
        cwd=node_folder,
        check=True,
        timeout=60,
    )
    assert count(server, someone) == [[1, "pro"]]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_readme__curl__counts_and_asks(server: LiveServer, someone: str) -> None:
    send, ask = examples("bash")
    sent = subprocess.run(
        ["bash", "-c", filled(send, server, someone)], capture_output=True, check=True, timeout=60
    )
    assert b'"status"' in sent.stdout
    assert count(server, someone) == [[1, "pro"]]
    asked = subprocess.run(
        ["bash", "-c", filled(ask, server, someone)],
        env={**os.environ, "KEY": server.key},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert someone in asked.stdout
