"""Which flags are answered: by runtime, context, key and purpose; secrets never."""

from typing import Any

import pytest

from .conftest import Edge
from .flag_desk import flag, of_person

BODY = {"token": "phc_alice", "distinct_id": "zoe"}
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def keys(edge: Edge, query: str = "", headers: dict[str, str] | None = None, **body: Any) -> str:
    reply = edge.post(f"/flags/?v=2{query}", {**BODY, **body}, **(headers or {}))
    assert reply.status == 200, reply.text
    return " ".join(reply.json["flags"])


@pytest.fixture
def by_runtime(edge: Edge) -> Edge:
    edge.desk.put(
        flag("none", evaluation_runtime=None),
        flag("all", evaluation_runtime="all"),
        flag("odd", evaluation_runtime="somewhere"),
        flag("client", evaluation_runtime="client"),
        flag("server", evaluation_runtime="server"),
    )
    return edge


CLIENT, SERVER, UNKNOWN = "none all odd client", "none all odd server", "none all odd"


@pytest.mark.parametrize(
    ("headers", "said", "expected"),
    [
        ({}, None, UNKNOWN),
        ({"user-agent": "Wget/1.2"}, None, UNKNOWN),
        ({"user-agent": CHROME}, None, CLIENT),
        ({"user-agent": "posthog-python/7.1"}, None, SERVER),
        ({"user-agent": "posthog-node/5.1"}, None, SERVER),
        ({"user-agent": "posthog-elixir/1"}, None, SERVER),
        ({"user-agent": "python-requests/2.3"}, None, SERVER),
        ({"user-agent": "curl/8.5"}, None, SERVER),
        ({"user-agent": "posthog-ios/3"}, None, CLIENT),
        ({"user-agent": "posthog-react-native/3"}, None, CLIENT),
        ({"user-agent": "my posthog-python/7.1"}, None, UNKNOWN),
        ({"origin": "https://a.example"}, None, CLIENT),
        ({"referer": "https://a.example/"}, None, CLIENT),
        ({"sec-fetch-mode": "cors"}, None, CLIENT),
        ({"user-agent": "curl/8.5", "origin": "https://a.example"}, None, SERVER),
        ({"user-agent": CHROME}, "server", SERVER),
        ({"user-agent": "curl/8.5"}, "CLIENT", CLIENT),
        ({"user-agent": CHROME}, "all", "none all odd client server"),
        ({"user-agent": CHROME}, "elsewhere", "none all odd client server"),
    ],
)
def test_runtime__of_the_request__chooses(
    by_runtime: Edge, headers: dict[str, str], said: str | None, expected: str
) -> None:
    assert keys(by_runtime, headers=headers, evaluation_runtime=said) == expected


@pytest.mark.parametrize(
    ("contexts", "expected"),
    [
        (None, "free web app"),
        ([], "free web app"),
        (["web"], "free web"),
        (["app", "web"], "free web app"),
        (["tv"], "free"),
    ],
)
@pytest.mark.parametrize("name", ["evaluation_contexts", "evaluation_environments"])
def test_contexts__of_the_request__choose(
    edge: Edge, name: str, contexts: list[str] | None, expected: str
) -> None:
    edge.desk.put(
        flag("free", evaluation_contexts=[]),
        flag("web", evaluation_contexts=["web", "docs"]),
        flag("app", evaluation_contexts=["app"]),
    )
    assert keys(edge, **{name: contexts}) == expected


def test_contexts__that_no_flag_has__are_not_held(edge: Edge) -> None:
    edge.desk.put(flag("free"), flag("web", evaluation_contexts=["web"]))
    for number in range(20):
        assert keys(edge, evaluation_contexts=[f"made up {number}"]) == "free"
        assert keys(edge, evaluation_contexts=["web", f"made up {number}"]) == "free web"
    assert keys(edge) == "free web"
    snapshot = edge.desk.source.snapshots._held[1].value
    assert snapshot is not None
    held = [contexts for _, contexts, _, _ in snapshot.selections]
    assert sorted(held, key=len) == [frozenset(), frozenset(), {"web"}]


@pytest.mark.parametrize("name", ["flag_keys", "flag_keys_to_evaluate"])
def test_keys__of_the_request__choose_and_what_they_need_is_still_worked_out(
    edge: Edge, name: str
) -> None:
    needs = [{"type": "flag", "key": "8", "operator": "flag_evaluates_to", "value": True}]
    edge.desk.put(
        flag("base", number=8),
        flag("above", {"properties": needs, "rollout_percentage": 100}),
        flag("other"),
    )
    assert keys(edge, **{name: ["above", "missing"]}) == "above"
    reply = edge.post("/flags/?v=1", {**BODY, name: ["above"]})
    assert reply.json["featureFlags"] == {"above": True}
    assert keys(edge, **{name: []}) == ""
    assert keys(edge, **{name: None}) == "base above other"


def test_surveys__only_asked__leave_all_others_out(edge: Edge) -> None:
    edge.desk.put(flag("survey-targeting-1a"), flag("plain"))
    assert keys(edge, "&only_evaluate_survey_feature_flags=true") == "survey-targeting-1a"
    assert keys(edge, "&only_evaluate_survey_feature_flags=0") == "survey-targeting-1a plain"


def test_flags__inactive_or_deleted__are_absent(edge: Edge) -> None:
    edge.desk.put(flag("off", active=False), flag("gone", deleted=True), flag("on"))
    assert keys(edge) == "on"


def test_payloads__encrypted__are_told_to_nobody(edge: Edge) -> None:
    sealed = {"filters": {"payloads": {"true": "gAAAA-secret"}}, "has_encrypted_payloads": True}
    edge.desk.put(
        flag("remote", is_remote_configuration=True, **sealed),
        flag("plain", **sealed),
        flag("open", is_remote_configuration=True, filters={"payloads": {"true": "1"}}),
    )
    for path in ("/flags/?v=2", "/flags/?v=1", "/decide/?v=3", "/decide/?v=4"):
        reply = edge.post(path, BODY)
        assert b"secret" not in reply.body
        assert b"remote" not in reply.body
        assert b"open" in reply.body


def test_disabled__by_the_request__answers_none_and_needs_no_id(edge: Edge) -> None:
    edge.desk.put(flag("on", of_person("plan", "x")))
    reply = edge.post("/flags/?v=2&config=1", {"token": "phc_alice", "disable_flags": True})
    assert (reply.status, reply.json["flags"]) == (200, {})
    assert reply.json["hasFeatureFlags"] is True
    assert keys(edge, disable_flags=True) == ""
    assert keys(edge, disable_flags=False) == "on"
    assert len(edge.desk.questions) == 1
