"""The Python SDK asks for flags: at the server, and by itself with the definitions."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from posthog import Posthog
from tests.live import LiveServer
from tests.sdk.flags import NOBODY, change_flag, halves, make_flag, of_person
from tests.sdk.read import one_event

# The calls that people use today, although newer ones are to come after them.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning"),
]

MakeClient = Callable[..., Posthog]


@pytest.fixture
def make_client(server: LiveServer) -> Iterator[MakeClient]:
    clients: list[Posthog] = []

    def make(**options: Any) -> Posthog:
        options = {"host": server.url, "flush_interval": 0.1, **options}
        clients.append(Posthog(server.token, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.shutdown()


@pytest.fixture
def key(someone: str) -> str:
    """The beginning of the keys of a test's flags."""
    return f"py-{someone[-8:]}"


def test_get_feature_flag__boolean_variant_and_payload(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-on", filters={"payloads": {"true": '{"a": [1, null]}'}})
    make_flag(server, f"{key}-off", NOBODY)
    make_flag(server, f"{key}-half", filters=halves())
    client = make_client()
    assert client.get_feature_flag(f"{key}-on", someone) is True
    assert client.feature_enabled(f"{key}-off", someone) is False
    assert client.get_feature_flag(f"{key}-missing", someone) is None
    variant = client.get_feature_flag(f"{key}-half", someone)
    assert variant in ("control", "test")
    assert client.get_feature_flag_payload(f"{key}-on", someone) == {"a": [1, None]}
    colour = {"control": "grey", "test": "teal"}[str(variant)]
    assert client.get_feature_flag_payload(f"{key}-half", someone) == {"colour": colour}
    result = client.get_feature_flag_result(f"{key}-half", someone)
    assert result is not None
    assert (result.enabled, result.variant) == (True, variant)
    everything = client.get_all_flags_and_payloads(someone)
    flags = {name: value for name, value in everything["featureFlags"].items() if key in name}
    assert flags == {f"{key}-on": True, f"{key}-off": False, f"{key}-half": variant}
    assert json.loads(everything["featureFlagPayloads"][f"{key}-half"]) == {"colour": colour}
    only = client.get_all_flags(someone, flag_keys_to_evaluate=[f"{key}-on"])
    assert only == {f"{key}-on": True}


def test_get_feature_flag__stored_and_sent_properties__count(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-pro", of_person("plan", ["pro"]))
    client = make_client()
    assert client.feature_enabled(f"{key}-pro", someone) is False
    sent = {"plan": "pro"}
    assert client.feature_enabled(f"{key}-pro", someone, person_properties=sent) is True
    client.set(distinct_id=someone, properties={"plan": "pro"})
    client.flush()
    server.wait_until_stored()
    assert client.feature_enabled(f"{key}-pro", someone) is True


def test_get_feature_flag__of_a_group__goes_by_the_group(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    client = make_client()
    company = f"company-{someone}"
    client.group_identify("company", company, {"seats": 5})
    client.flush()
    server.wait_until_stored()
    seats = {"key": "seats", "value": 5, "operator": "exact", "type": "group"}
    make_flag(
        server,
        f"{key}-big",
        {"properties": [{**seats, "group_type_index": 0}], "rollout_percentage": 100},
        filters={"aggregation_group_type_index": 0},
    )
    assert client.feature_enabled(f"{key}-big", someone, groups={"company": company}) is True
    assert client.feature_enabled(f"{key}-big", someone, groups={"company": "other"}) is False
    assert not client.feature_enabled(f"{key}-big", someone)


def test_local_evaluation__with_a_personal_key__needs_no_request_and_follows_changes(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    made = make_flag(server, f"{key}-local", of_person("plan", ["pro"]), filters=halves())
    leaf = {"key": "country", "value": ["DE"], "type": "person", "operator": "exact"}
    filters = {"properties": {"type": "OR", "values": [{"type": "OR", "values": [leaf]}]}}
    cohort = server.ask(
        "POST", "/api/projects/@current/cohorts/", json={"name": key, "filters": filters}
    ).json()
    member = {"key": "id", "type": "cohort", "value": cohort["id"]}
    make_flag(server, f"{key}-cohort", {"properties": [member], "rollout_percentage": 100})
    needs = {"key": str(made["id"]), "type": "flag", "value": True,
             "operator": "flag_evaluates_to"}  # fmt: skip
    above = make_flag(server, f"{key}-above", {"properties": [needs], "rollout_percentage": 100})
    client = make_client(personal_api_key=server.key, poll_interval=3600)
    client.load_feature_flags()
    before = server.metric(ASKED)

    def local(name: str, **properties: Any) -> Any:
        return client.get_feature_flag(
            f"{key}-{name}", someone, person_properties=properties, only_evaluate_locally=True
        )

    variant = local("local", plan="pro")
    assert variant in ("control", "test")
    assert local("local", plan="free") is False
    assert local("cohort", country="DE") is True
    assert local("cohort", country="FR") is False
    assert local("above", plan="pro") is True
    assert local("above", plan="free") is False
    assert server.metric(ASKED) == before
    # The server comes to the same answers.
    remote = make_client()
    for properties in ({"plan": "pro", "country": "DE"}, {"plan": "free", "country": "FR"}):
        said = remote.get_all_flags(someone, person_properties=properties)
        assert said is not None
        for name in ("local", "cohort", "above"):
            assert said[f"{key}-{name}"] == local(name, **properties)
    change_flag(server, above, active=False)
    client.load_feature_flags()
    assert local("above", plan="pro") is False


ASKED = 'tenrec_requests_total{path="/flags",reason="",status="200"}'


def test_local_evaluation__nothing_changed__is_told_so(
    server: LiveServer, make_client: MakeClient, key: str
) -> None:
    make_flag(server, f"{key}-x")
    client = make_client(personal_api_key=server.key, poll_interval=3600)
    client.load_feature_flags()
    held = client.feature_flags
    client.load_feature_flags()
    assert client.feature_flags == held
    assert any(flag["key"] == f"{key}-x" for flag in held or [])


def test_local_evaluation__with_a_secret_key_of_the_project__works(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-x")
    answer = server.ask("PATCH", "/api/projects/@current/rotate_secret_token/")
    assert answer.status_code == 200, answer.text
    secret = answer.json()["secret_api_token"]
    assert secret.startswith("phs_")
    client = make_client(secret_key=secret, poll_interval=3600)
    client.load_feature_flags()
    value = client.get_feature_flag(f"{key}-x", someone, only_evaluate_locally=True)
    assert value is True


def test_local_evaluation__with_a_wrong_key__falls_back_to_the_server(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-x")
    client = make_client(personal_api_key="phx_wrong", poll_interval=3600)
    client.load_feature_flags()
    assert client.get_feature_flag(f"{key}-x", someone) is True


def test_evaluate_flags__in_one_request__tells_all(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-half", filters=halves())
    make_flag(server, f"{key}-off", NOBODY)
    before = server.metric(ASKED)
    flags = make_client().evaluate_flags(someone)
    assert flags.get_flag(f"{key}-half") in ("control", "test")
    assert flags.is_enabled(f"{key}-off") is False
    payload = flags.get_flag_payload(f"{key}-half")
    assert "colour" in (json.loads(payload) if isinstance(payload, str) else payload)
    assert server.metric(ASKED) == before + 1


def test_event__sent_with_flags__carries_them(
    server: LiveServer, make_client: MakeClient, someone: str, key: str
) -> None:
    make_flag(server, f"{key}-on")
    make_flag(server, f"{key}-off", NOBODY)
    client = make_client()
    client.capture("python flags", distinct_id=someone, send_feature_flags=True)
    client.feature_enabled(f"{key}-on", someone)
    client.flush()
    event = one_event(server, "python flags", someone)
    assert event["properties"][f"$feature/{key}-on"] is True
    assert f"{key}-on" in event["properties"]["$active_feature_flags"]
    assert f"{key}-off" not in event["properties"]["$active_feature_flags"]
    called = one_event(server, "$feature_flag_called", someone)
    assert called["properties"]["$feature_flag"] == f"{key}-on"
    assert called["properties"]["$feature_flag_response"] is True
