"""Every call of the Python SDK that sends something, in each of its modes, read back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import posthog as module
import pytest
from posthog import Posthog, identify_context, new_context, set_context_session, tag
from tests.live import LiveServer
from tests.sdk.read import events, group, moment, no_person, one_event, one_person

pytestmark = pytest.mark.slow

EVERYTHING = {
    "text": "Grüße, 世界 🦔",
    "number": 12.5,
    "big": 2**53 + 1,
    "bigger": 2**70,
    "yes": True,
    "nothing": None,
    "list": [1, "two", None, {"three": 3}],
    "nested": {"deep": {"empty": {}, "none": None}, "dotted.key": 1},
    "key.with.dots": "kept",
    "": "empty key",
}
MODES: dict[str, dict[str, Any]] = {
    "v0": {},
    "v0 gzip": {"gzip": True},
    "v0 sync": {"sync_mode": True},
    "v1": {"capture_mode": "v1"},
    "v1 gzip": {"capture_mode": "v1", "capture_compression": "gzip"},
    "v1 deflate": {"capture_mode": "v1", "capture_compression": "deflate"},
    "v1 zstd": {"capture_mode": "v1", "capture_compression": "zstd"},
    "v1 sync": {"capture_mode": "v1", "sync_mode": True},
}

MakeClient = Callable[..., Posthog]


@pytest.fixture
def make_client(server: LiveServer) -> Iterator[MakeClient]:
    """Clients that fail the test when something could not be sent."""
    clients: list[Posthog] = []
    errors: list[BaseException] = []

    def make(**options: Any) -> Posthog:
        clients.append(
            Posthog(
                server.token,
                host=server.url,
                flush_interval=0.1,
                on_error=lambda error, _: errors.append(error),
                **options,
            )
        )
        return clients[-1]

    yield make
    for client in clients:
        client.shutdown()
    assert errors == []


@pytest.fixture(params=MODES)
def client(request: pytest.FixtureRequest, make_client: MakeClient) -> Posthog:
    """The same call in every mode."""
    return make_client(**MODES[request.param])


def sent(event: dict[str, Any]) -> dict[str, Any]:
    """The properties that the caller gave."""
    return {key: value for key, value in event["properties"].items() if key in EVERYTHING}


def test_capture__everything_given__comes_back(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    uuid, at = str(uuid4()), datetime(2026, 10, 5, 6, 7, 8, 910_111, tzinfo=UTC)
    returned = client.capture(
        "python capture",
        distinct_id=someone,
        properties=EVERYTHING,
        timestamp=at,
        uuid=uuid,
        groups={"company": f"company-{someone}"},
    )
    client.flush()
    event = one_event(server, "python capture", someone)
    assert sent(event) == EVERYTHING
    assert returned == event["id"] == uuid
    assert abs(moment(event["timestamp"]) - at) < timedelta(seconds=2)  # the clocks are compared
    assert event["properties"]["$groups"] == {"company": f"company-{someone}"}
    assert event["properties"]["$lib"] == "posthog-python"
    assert event["properties"]["$lib_version"] == module.VERSION
    assert event["properties"]["$geoip_disable"] is True


def test_set_and_set_once__one_after_the_other__follow_the_rules(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    client.set(distinct_id=someone, properties={"plan": "free", "nested": {"a": [1, None]}})
    client.set_once(distinct_id=someone, properties={"plan": "never", "first": 1})
    client.set_once(distinct_id=someone, properties={"first": 2})
    client.set(distinct_id=someone, properties={"plan": "pro"})
    client.flush()
    person = one_person(server, someone)
    assert person["distinct_ids"] == [someone]
    properties = person["properties"]
    assert (properties["plan"], properties["first"]) == ("pro", 1)
    assert properties["nested"] == {"a": [1, None]}
    names = [event["event"] for event in events(server, someone)]
    assert sorted(names) == ["$set", "$set", "$set_once", "$set_once"]


def test_alias__of_known_events__joins_them_to_one_person(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    before, after = f"{someone}-before", f"{someone}-after"
    client.capture("python before", distinct_id=before)
    client.capture("python after", distinct_id=after)
    client.alias(previous_id=before, distinct_id=after)
    client.flush()
    person = one_person(server, after)
    assert sorted(person["distinct_ids"]) == [after, before]
    first = one_event(server, "python before", before)
    second = one_event(server, "python after", after)
    assert first["person_id"] == second["person_id"] == person["uuid"]


def test_identify__with_the_anonymous_id__re_attributes_what_came_before(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    client.capture("python anonymous", distinct_id=f"{someone}-anonymous")
    client.capture(
        "$identify",
        distinct_id=someone,
        properties={
            "$anon_distinct_id": f"{someone}-anonymous",
            "$set": {"email": "a@b.example"},
            "$set_once": {"first": True},
        },
    )
    client.flush()
    person = one_person(server, someone)
    assert person["properties"]["email"] == "a@b.example"
    assert person["properties"]["first"] is True
    anonymous = one_event(server, "python anonymous", f"{someone}-anonymous")
    assert anonymous["person_id"] == person["uuid"]


def test_group_identify__twice__merges_the_properties(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    client.group_identify("company", f"company-{someone}", {"name": "Acme", "seats": 3})
    client.group_identify(
        "company", f"company-{someone}", properties={"seats": 5}, distinct_id=someone
    )
    client.flush()
    assert group(server, f"company-{someone}") == {"name": "Acme", "seats": 5}


def test_capture_exception__raised_and_caught__has_type_text_and_frames(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    try:
        raise LookupError("nobody home")
    except LookupError as error:
        client.capture_exception(error, distinct_id=someone, properties={"where": "test"})
    client.flush()
    properties = one_event(server, "$exception", someone)["properties"]
    (told,) = properties["$exception_list"]
    assert (told["type"], told["value"]) == ("LookupError", "nobody home")
    assert told["stacktrace"]["frames"]
    assert properties["where"] == "test"


def test_context__tags_session_and_identity__are_on_the_event(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    session = "0199b2f0-1111-7000-8000-0123456789ab"
    with new_context(fresh=True, client=client):
        identify_context(someone)
        set_context_session(session)
        tag("shade", "teal")
        client.capture("python context")
    client.flush()
    properties = one_event(server, "python context", someone)["properties"]
    assert properties["$session_id"] == session
    assert properties["shade"] == "teal"


def test_capture__nobody_given__is_personless(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    with new_context(fresh=True, client=client):
        client.capture(f"python nobody {someone}")
    client.flush()
    server.wait_until_stored()
    ((distinct_id,),) = server.sql(
        "select distinct_id from events where event = {event}",
        {"event": f"python nobody {someone}"},
    )
    event = one_event(server, f"python nobody {someone}", distinct_id)
    assert event["properties"]["$process_person_profile"] is False
    assert no_person(server, distinct_id)


def test_capture__250_at_once__all_arrive_once(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    for number in range(250):
        client.capture("python many", distinct_id=someone, properties={"number": number})
    client.flush()
    numbers = [event["properties"]["number"] for event in events(server, someone, "python many")]
    assert sorted(numbers) == list(range(250))


def test_capture_ai__its_own_lane__arrives(
    server: LiveServer, client: Posthog, someone: str
) -> None:
    properties = {"$ai_model": "some-model", "$ai_input": [{"role": "user", "content": "Hi"}]}
    client.capture_ai("$ai_generation", distinct_id=someone, properties=properties)
    client.flush()
    event = one_event(server, "$ai_generation", someone)
    assert {key: event["properties"][key] for key in properties} == properties


@pytest.mark.parametrize("mode", ["v0", "v1"])
def test_historical_migration__old_events__keep_their_time(
    server: LiveServer, make_client: MakeClient, someone: str, mode: str
) -> None:
    client = make_client(historical_migration=True, capture_mode=mode)
    at = datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC)
    client.capture("python historical", distinct_id=someone, timestamp=at)
    client.flush()
    event = one_event(server, "python historical", someone)
    assert abs(moment(event["timestamp"]) - at) < timedelta(seconds=2)


def test_super_properties__on_the_client__are_on_every_event(
    server: LiveServer, make_client: MakeClient, someone: str
) -> None:
    client = make_client(super_properties={"release": "1.2.3"}, disable_geoip=False)
    client.capture("python super", distinct_id=someone)
    client.flush()
    properties = one_event(server, "python super", someone)["properties"]
    assert properties["release"] == "1.2.3"
    assert "$geoip_disable" not in properties


def test_module_functions__configured_as_in_the_readme__send(
    server: LiveServer, someone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "api_key", server.token)
    monkeypatch.setattr(module, "host", server.url)
    monkeypatch.setattr(module, "default_client", None)
    module.capture("signed up", distinct_id=someone, properties={"plan": "pro"})
    module.set(distinct_id=someone, properties={"plan": "team"})
    module.shutdown()
    assert one_event(server, "signed up", someone)["properties"]["plan"] == "pro"
    assert one_person(server, someone)["properties"]["plan"] == "team"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_wrong_token__refused__is_an_error_of_the_client(server: LiveServer, someone: str) -> None:
    errors: list[Any] = []
    client = Posthog(
        "phc_nobody_has_this",
        host=server.url,
        max_retries=0,
        on_error=lambda error, _: errors.append(error),
    )
    client.capture("python refused", distinct_id=someone)
    client.shutdown()
    assert [error.status for error in errors] == [401]
    assert events(server, someone) == []
