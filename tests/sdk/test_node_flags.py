"""posthog-node asks for flags: at the server, and by itself with the definitions."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.live import LiveServer
from tests.sdk.flags import NOBODY, halves, make_flag, of_person
from tests.sdk.read import one_event

pytestmark = pytest.mark.slow

Ask = Callable[[str, str, str], dict[str, Any]]


@pytest.fixture
def ask(server: LiveServer, node_folder: Path) -> Ask:
    """Runs a scenario of flags.mjs."""

    def run(scenario: str, distinct_id: str, keys: str) -> dict[str, Any]:
        command = ["node", "flags.mjs", server.url, server.token, scenario, distinct_id, keys]
        done = subprocess.run(
            [*command, server.key],
            cwd=node_folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    return run


@pytest.fixture
def keys(server: LiveServer, someone: str) -> str:
    """The beginning of the keys of the flags that are there."""
    begin = f"node-{someone[-8:]}"
    make_flag(server, f"{begin}-on", filters={"payloads": {"true": '{"a": 1}'}})
    make_flag(server, f"{begin}-off", NOBODY)
    make_flag(server, f"{begin}-half", filters=halves())
    make_flag(server, f"{begin}-pro", of_person("plan", ["pro"]))
    make_flag(server, f"{begin}-client", evaluation_runtime="client")
    return begin


def test_flags__asked_at_the_server__are_told_with_payloads(
    server: LiveServer, ask: Ask, someone: str, keys: str
) -> None:
    told = ask("remote", someone, keys)
    half = told.pop("half")
    assert half in ("control", "test")
    colour = {"colour": {"control": "grey", "test": "teal"}[half]}
    assert told == {
        "on": True,
        "off": False,
        "missing": told["missing"],
        "free": False,
        "pro": True,
        "client": told["client"],
        "payload": colour,
        "all": {
            f"{keys}-on": True, f"{keys}-off": False, f"{keys}-half": half, f"{keys}-pro": False,
        },
        "payloads": {f"{keys}-on": {"a": 1}, f"{keys}-half": colour},
        "only": {f"{keys}-on": True},
    }  # fmt: skip
    assert told["missing"] in (None, False)
    # A flag for browsers and phones is not there for a server.
    assert told["client"] in (None, False)
    event = one_event(server, "node flags", someone)
    assert event["properties"][f"$feature/{keys}-half"] == half
    assert f"{keys}-on" in event["properties"]["$active_feature_flags"]


def test_flags__worked_out_locally__agree_with_the_server(
    ask: Ask, someone: str, keys: str
) -> None:
    half = ask("remote", someone, keys)["half"]
    assert ask("local", someone, keys) == {
        "isReady": True,
        "on": True,
        "off": False,
        "half": half,
        "pro": True,
        "free": False,
        "again": half,
    }
