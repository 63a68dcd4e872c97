"""Every call of posthog-node that sends something, read back field by field."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.live import LiveServer
from tests.sdk.read import events, group, is_close, no_person, one_event, one_person

pytestmark = pytest.mark.slow

EVERYTHING = {
    "text": "Grüße, 世界 🦔",
    "number": 12.5,
    "whole": 9007199254740991,
    "yes": True,
    "nothing": None,
    "list": [1, "two", None, {"three": 3}],
    "nested": {"deep": {"empty": {}, "none": None}, "dotted.key": 1},
}

Send = Callable[[str, str], dict[str, Any]]


@pytest.fixture(params=["v0", "v1"])
def send(server: LiveServer, node_folder: Path, request: pytest.FixtureRequest) -> Send:
    """Runs a scenario of send.mjs, over either protocol."""

    def run(scenario: str, distinct_id: str) -> dict[str, Any]:
        done = subprocess.run(
            ["node", "send.mjs", server.url, server.token, scenario, distinct_id],
            cwd=node_folder,
            env={**os.environ, "POSTHOG_CAPTURE_MODE": request.param},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    return run


def sent(event: dict[str, Any]) -> dict[str, Any]:
    """The properties that the caller gave."""
    return {key: value for key, value in event["properties"].items() if key in EVERYTHING}


def test_capture__everything_given__comes_back(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("capture", someone)
    event = one_event(server, "node capture", someone)
    assert sent(event) == EVERYTHING
    assert event["id"] == "0199b2f0-0000-7000-8000-" + someone[-12:]
    assert is_close(event["timestamp"], "2026-10-05T06:07:08.910Z")
    assert event["properties"]["$groups"] == {"company": f"company-{someone}"}
    assert event["properties"]["$lib"] == "posthog-node"
    assert one_person(server, someone)["id"] is not None


def test_capture__without_gzip__comes_back(server: LiveServer, send: Send, someone: str) -> None:
    send("plain", someone)
    assert sent(one_event(server, "node plain", someone)) == EVERYTHING


def test_capture__230_in_batches__all_arrive_once(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("many", someone)
    numbers = [event["properties"]["number"] for event in events(server, someone, "node many")]
    assert sorted(numbers) == list(range(230))


def test_immediate_calls__each__arrive(server: LiveServer, send: Send, someone: str) -> None:
    send("immediate", someone)
    assert one_event(server, "node immediate", someone)["properties"]["a"] == 1
    person = one_person(server, someone)
    assert person["properties"]["plan"] == "pro"
    assert sorted(person["distinct_ids"]) == [someone, f"{someone}-alias"]
    assert group(server, f"company-{someone}") == {"seats": 4}
    assert one_event(server, "$exception", someone)


def test_person_calls__each__change_the_one_person(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("persons", someone)
    person = one_person(server, someone)
    assert sorted(person["distinct_ids"]) == [someone, f"{someone}-alias", f"{someone}-before"]
    properties = person["properties"]
    assert properties["plan"] == "pro"
    assert properties["first_plan"] == "free"
    assert properties["first_seat"] == 1
    assert "doomed" not in properties
    before = one_event(server, "node before", f"{someone}-before")
    after = one_event(server, "node after", f"{someone}-alias")
    assert before["person_id"] == after["person_id"]


def test_group_identify__twice__merges_the_properties(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("groups", someone)
    assert group(server, f"company-{someone}") == {"name": "Acme", "seats": 5}


def test_exception__captured__has_its_list(server: LiveServer, send: Send, someone: str) -> None:
    send("exception", someone)
    properties = one_event(server, "$exception", someone)["properties"]
    assert properties["$exception_list"][0]["type"] == "RangeError"
    assert properties["$exception_list"][0]["value"] == "too far"
    assert properties["where"] == "test"


def test_capture__personless__makes_no_person(server: LiveServer, send: Send, someone: str) -> None:
    send("personless", someone)
    assert one_event(server, "node personless", someone)
    assert no_person(server, someone)


def test_context__its_values__are_on_the_event(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("context", someone)
    properties = one_event(server, "node context", someone)["properties"]
    assert properties["from"] == "context"
    assert properties["$session_id"] == "0199b2f0-1111-7000-8000-0123456789ab"


def test_historical_migration__old_time__stays(
    server: LiveServer, send: Send, someone: str
) -> None:
    send("historical", someone)
    event = one_event(server, "node historical", someone)
    assert is_close(event["timestamp"], "2024-02-29T01:02:03Z")


def test_capture_ai__its_own_lane__arrives(server: LiveServer, send: Send, someone: str) -> None:
    send("ai", someone)
    properties = one_event(server, "$ai_generation", someone)["properties"]
    assert properties["$ai_model"] == "some-model"
    assert properties["$ai_input_tokens"] == 12
