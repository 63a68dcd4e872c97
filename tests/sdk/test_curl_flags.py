"""Flags by curl, as documents and scripts ask for them, and what must be seen at once."""

import json
import shutil
import subprocess
import time
from typing import Any
from uuid import uuid4

import pytest
from tests.live import LiveServer
from tests.sdk.flags import change_flag, halves, make_flag, of_person
from tests.sdk.missing import without

pytestmark = pytest.mark.slow


@pytest.fixture
def key(someone: str) -> str:
    return f"curl-{someone[-8:]}"


def curl(*arguments: str) -> Any:
    """The JSON that comes back."""
    if shutil.which("curl") is None:
        without("there is no curl here: flags by curl")
    command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "20"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def value(server: LiveServer, key: str, distinct_id: str, **fields: Any) -> Any:
    body = {"token": server.token, "distinct_id": distinct_id, **fields}
    found = server.http.post("/flags/?v=1", json=body).json()["featureFlags"]
    return found.get(key)


def test_curl__every_documented_form__is_answered(
    server: LiveServer, someone: str, key: str
) -> None:
    make_flag(server, key, filters=halves())
    body = json.dumps({"api_key": server.token, "distinct_id": someone})
    json_type = ("-H", "Content-Type: application/json")
    flags = f"{server.url}/flags/?v=2"
    told = curl(flags, *json_type, "-d", body)["flags"][key]
    assert told["enabled"] is True
    assert told["variant"] in ("control", "test")
    assert curl(flags, "-d", body)["flags"][key]["variant"] == told["variant"]
    assert curl("-X", "POST", flags, "-H", "Content-Type:", "--data-raw", body)["flags"][key]
    full = curl(f"{server.url}/flags", *json_type, "-d", body)
    assert full["flags"][key]["variant"] == told["variant"]
    assert (full["token"], full["hasFeatureFlags"]) == (server.token, True)
    assert full["sessionRecording"] is False
    decide = f"{server.url}/decide/"
    assert curl(f"{decide}?v=4", "-d", body)["flags"][key]["variant"] == told["variant"]
    third = curl(f"{decide}?v=3", "-d", body)
    assert third["featureFlags"][key] == told["variant"]
    assert "colour" in third["featureFlagPayloads"][key]
    assert curl(f"{decide}?v=2", "-d", body)["featureFlags"][key] == told["variant"]
    assert key in curl(decide, "-d", body)["featureFlags"]
    assert curl(decide)["featureFlags"] == {}
    definitions = curl(
        f"{server.url}/flags/definitions?token={server.token}",
        *("-H", f"Authorization: Bearer {server.key}"),
    )
    assert key in [flag["key"] for flag in definitions["flags"]]


def test_token__a_personal_key__stands_for_its_project(
    server: LiveServer, someone: str, key: str
) -> None:
    make_flag(server, key)
    assert value(server, key, someone, token=server.key) is True
    assert server.http.post(
        "/flags/", json={"token": "phx_no", "distinct_id": "z"}
    ).status_code == (401)


def test_change__of_flag_or_cohort__is_in_the_next_answer(
    server: LiveServer, someone: str, key: str
) -> None:
    leaf = {"key": "plan", "value": ["pro"], "type": "person", "operator": "exact"}
    path = "/api/projects/@current/cohorts/"
    filters = {"properties": {"type": "OR", "values": [{"type": "OR", "values": [leaf]}]}}
    cohort = server.ask("POST", path, json={"name": key, "filters": filters}).json()
    member = {"key": "id", "type": "cohort", "value": cohort["id"]}
    flag = make_flag(server, key, {"properties": [member], "rollout_percentage": 100})
    for plan in ("pro", "free", "team", "pro"):
        leaf["value"] = [plan]
        answer = server.ask("PATCH", f"{path}{cohort['id']}/", json={"filters": filters})
        assert answer.status_code == 200, answer.text
        assert value(server, key, someone, person_properties={"plan": plan}) is True
        assert value(server, key, someone, person_properties={"plan": "other"}) is False
    for is_active in (False, True, False):
        change_flag(server, flag, active=is_active)
        expected = True if is_active else None
        assert value(server, key, someone, person_properties={"plan": "pro"}) is expected


def test_cohort__static__counts_once_somebody_is_in_it(
    server: LiveServer, someone: str, key: str
) -> None:
    server.send([{"event": "e", "distinct_id": someone, "uuid": str(uuid4())}])
    server.wait_until_stored()
    person = server.ask("GET", f"/api/projects/@current/persons/?distinct_id={someone}").json()
    uuid = person["results"][0]["uuid"]
    path = "/api/projects/@current/cohorts/"
    cohort = server.ask("POST", path, json={"name": key, "is_static": True}).json()
    member = {"key": "id", "type": "cohort", "value": cohort["id"]}
    make_flag(server, key, {"properties": [member], "rollout_percentage": 100})
    assert value(server, key, someone) is False
    add = f"{path}{cohort['id']}/add_persons_to_static_cohort/"
    answer = server.ask("PATCH", add, json={"person_ids": [uuid]})
    assert answer.status_code == 200, answer.text
    assert value(server, key, someone) is True


def test_person__merged_after_a_log_in__keeps_the_variant(
    server: LiveServer, someone: str, key: str
) -> None:
    half = {"properties": [], "rollout_percentage": 100}
    make_flag(server, key, half, filters=halves(), ensure_experience_continuity=True)
    anonymous = next(
        name
        for name in (f"anon-{number}-{someone}" for number in range(100))
        if value(server, key, name) != value(server, key, someone)
    )
    before = value(server, key, anonymous)
    for name in (anonymous, someone):
        server.send([{"event": "e", "distinct_id": name, "uuid": str(uuid4())}])
    server.wait_until_stored()
    assert value(server, key, someone, **{"$anon_distinct_id": anonymous}) == before
    server.send(
        [
            {
                "event": "$identify",
                "distinct_id": someone,
                "uuid": str(uuid4()),
                "properties": {"$anon_distinct_id": anonymous},
            }
        ]
    )
    server.wait_until_stored()
    for _ in range(3):
        assert value(server, key, someone) == before
        assert value(server, key, anonymous) == before
        time.sleep(0.2)
    pro = make_flag(server, f"{key}-pro", of_person("plan", ["pro"]))
    assert value(server, pro["key"], someone) is False
