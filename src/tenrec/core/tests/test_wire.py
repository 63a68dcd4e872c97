"""The shapes of the wire: what is taken, what it means, and how the rest is refused."""

import contextlib
import gzip
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenrec.core import wire
from tenrec.core.wire import WireRefused
from tenrec.core.wire.json import TooLong

EVENT = {"event": "buy", "distinct_id": "u1", "token": "phc_a", "properties": {"a": 1}}
UUID = "0190a8f0-0000-7000-8000-000000000001"


def without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


def one(document: Any, kind: str = "v0") -> Any:
    return wire.read(kind, document).events[0]


def refusal(document: Any, kind: str = "v0") -> tuple[int, str]:
    with pytest.raises(WireRefused) as caught:
        wire.check_token(wire.read(kind, document).token)
    return caught.value.status, caught.value.detail


# Shapes


def test_read__single_array_and_batch__mean_the_same() -> None:
    batch = {"api_key": "phc_a", "batch": [without(EVENT, "token")], "sent_at": "2026-05-01"}
    for document in (EVENT, [EVENT], batch):
        parsed = wire.read("v0", document)
        assert parsed.token == "phc_a"
        assert [(e.name, e.distinct_id, e.properties) for e in parsed.events] == [
            ("buy", "u1", {"a": 1})
        ]
    assert parsed.sent_at == "2026-05-01"


@pytest.mark.parametrize("key", ["token", "api_key", "$token"])
def test_read__token_key__any_of_three(key: str) -> None:
    assert wire.read("v0", {**without(EVENT, "token"), key: "phc_b"}).token == "phc_b"


def test_read__token_in_the_properties__is_found() -> None:
    event = {"event": "buy", "properties": {"token": "phc_c", "distinct_id": "u2"}}
    parsed = wire.read("v0", [event])
    assert (parsed.token, parsed.events[0].distinct_id) == ("phc_c", "u2")


def test_read__batch_token__wins_over_the_events() -> None:
    assert wire.read("v0", {"api_key": "phc_x", "batch": [EVENT]}).token == "phc_x"


def test_read__historical_migration__is_told() -> None:
    document = {"api_key": "phc_x", "batch": [EVENT], "historical_migration": True}
    assert wire.read("v0", document).historical_migration is True


def test_read__engage__becomes_an_identify() -> None:
    document = {"$token": "phc_a", "$distinct_id": "u1", "$set": {"plan": "pro"}}
    event = one(document, "engage")
    assert (event.name, event.set, event.distinct_id) == ("$identify", {"plan": "pro"}, "u1")
    assert refusal(document) == (
        400,
        "failed to hydrate events from request: non-engage request missing event name attribute",
    )


@pytest.mark.parametrize(
    ("document", "status", "text"),
    [
        ([], 400, "request holds no event"),
        ({"api_key": "a", "batch": []}, 400, "request holds no event"),
        ({**EVENT, "event": ""}, 400, "event submitted with an empty event name"),
        (without(EVENT, "distinct_id"), 400, "event submitted without a distinct_id"),
        ({**EVENT, "distinct_id": " \t"}, 400, "event submitted without a distinct_id"),
        ({**EVENT, "distinct_id": None}, 400, "event submitted without a distinct_id"),
        (
            {**EVENT, "properties": {"$cookieless_mode": "yes"}},
            400,
            "event submitted with invalid cookieless mode",
        ),
        (without(EVENT, "token"), 401, "event submitted without an api_key"),
        ([EVENT, without(EVENT, "token")], 401, "event submitted without an api_key"),
        (
            [EVENT, {**EVENT, "token": "phc_b"}],
            401,
            "batch submitted with inconsistent api_key values",
        ),
        ({**EVENT, "token": " "}, 401, "API key is not valid: empty"),
        ({**EVENT, "token": "x" * 65}, 401, "API key is not valid: too_long"),
        ({**EVENT, "token": "phc_ž"}, 401, "API key is not valid: not_ascii"),
        ({**EVENT, "token": "phc_\0a"}, 401, "API key is not valid: null_byte"),
    ],
)
def test_read__flaw__has_its_exact_text(document: Any, status: int, text: str) -> None:
    assert refusal(document) == (status, text)


@pytest.mark.parametrize(
    "document",
    [
        None,
        1,
        "text",
        [1],
        [[EVENT]],
        {"batch": [EVENT]},
        {"api_key": "a", "batch": {}},
        {"api_key": 1, "batch": [EVENT]},
        [without(EVENT, "event")],
        {**EVENT, "event": 1},
        {**EVENT, "uuid": "not-a-uuid"},
        {**EVENT, "uuid": 5},
        {**EVENT, "uuid": "1_90a8f00000-7000-8000-00000000001"},
        {**EVENT, "properties": []},
        {**EVENT, "timestamp": 1777633200},
        {**EVENT, "offset": "5"},
        {**EVENT, "offset": 1.5},
        {**EVENT, "offset": True},
        {**EVENT, "$set": "x"},
        {"api_key": "a", "batch": [EVENT], "sent_at": 5},
        {"api_key": "a", "batch": [EVENT], "historical_migration": "yes"},
    ],
)
def test_read__wrong_type__fails_to_parse(document: Any) -> None:
    status, text = refusal(document)
    assert status == 400
    assert text.startswith("failed to parse request: ")


def test_check_token__personal_key_and_blanks__are_taken() -> None:
    assert wire.check_token(" phx_secret ") == "phx_secret"


# Fields


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("u1", "u1"),
        (" u1 ", " u1 "),
        (23, "23"),
        (1.5, "1.5"),
        (True, "true"),
        ({"a": 1}, '{"a":1}'),
        ("a\0b", "a�b"),
        (10**25, "1" + "0" * 25),
    ],
)
def test_distinct_id__any_value__is_text(value: Any, expected: str) -> None:
    assert one({**EVENT, "distinct_id": value}).distinct_id == expected


def test_distinct_id__in_properties__is_used_when_the_root_has_none() -> None:
    event = {**EVENT, "distinct_id": None, "properties": {"distinct_id": "p"}}
    assert one(event).distinct_id == "p"
    assert one({**event, "$distinct_id": "alias"}).distinct_id == "alias"


def test_distinct_id__over_200__is_cut_and_said() -> None:
    event = one({**EVENT, "distinct_id": "ž" * 201})
    assert (event.distinct_id, event.is_distinct_id_cut) == ("ž" * 200, True)
    event = one({**EVENT, "distinct_id": "ž" * 200})
    assert (event.distinct_id, event.is_distinct_id_cut) == ("ž" * 200, False)


@pytest.mark.parametrize(
    "text", [UUID, UUID.upper(), UUID.replace("-", ""), f"{{{UUID}}}", f"urn:uuid:{UUID}"]
)
def test_uuid__any_form__is_canonical(text: str) -> None:
    assert one({**EVENT, "uuid": text}).uuid == UUID


@pytest.mark.parametrize("value", ["", None])
def test_uuid__absent__is_left_to_the_server(value: Any) -> None:
    assert one({**EVENT, "uuid": value}).uuid is None


def test_event__flags_in_properties__are_read_strictly() -> None:
    event = one({**EVENT, "properties": {"$ignore_sent_at": True, "capture_internal": 0}})
    assert (event.ignore_sent_at, event.is_internal) == (True, True)
    event = one({**EVENT, "properties": {"$ignore_sent_at": 1}})
    assert (event.ignore_sent_at, event.is_internal) == (False, False)


def test_event__null_properties__are_none_at_all() -> None:
    assert one({**EVENT, "properties": None}).properties == {}


# Bytes


def test_loads__integers_beyond_64_bits__stay_exact() -> None:
    text = b'{"a": [ -123456789012345678901234567890, 18446744073709551616], "b": 9007199254740993}'
    assert wire.loads(text) == json.loads(text)


def test_loads__lone_surrogates__become_replacement_characters() -> None:
    text = rb'{"a":"x\ud83dy\ude00","b":"\ud83d\ude00","c":"\\ud83d","d":"\n"}'
    expected = {"a": "x�y�", "b": "😀", "c": "\\ud83d", "d": "\n"}
    assert wire.loads(text) == wire.quick_loads(text) == expected


@pytest.mark.parametrize(
    "text", [b"", b"{", b"NaN", b'{"a":Infinity}', b"\xff", b"1e999", b"[" * 99999]
)
def test_loads__no_json__is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # in the words of the parser
        wire.loads(text)


@pytest.mark.parametrize("depth", [300, 900, 100_000])
def test_loads__too_deep__is_refused(depth: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # in the words of the parser
        wire.loads(b'{"a":' * depth + b"1" + b"}" * depth)


def test_loads__deep_but_usual__is_taken() -> None:
    wire.loads(b'{"a":' * 200 + b"1" + b"}" * 200)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON.filter(lambda v: "Infinity" not in json.dumps(v)))
def test_loads__any_document__is_what_python_reads(value: Any) -> None:
    text = json.dumps(value).encode()
    assert wire.loads(text) == wire.loads(json.dumps(value, indent=1).encode()) == value


def test_gunzip__content__stops_at_the_first_member() -> None:
    packed = gzip.compress(b"hello")
    assert wire.gunzip(packed + b"junk", limit=10) == (b"hello", len(packed))
    with pytest.raises(ValueError, match="early"):
        wire.gunzip(packed[:-5], limit=10)
    with pytest.raises(TooLong):
        wire.gunzip(packed, limit=4)


KEYS = st.sampled_from(
    [
        *("event", "distinct_id", "$distinct_id", "token", "api_key", "$token", "properties"),
        *("uuid", "timestamp", "offset", "$set", "batch", "sent_at", "historical_migration"),
        *("created_at", "options", "session_id", "capture_internal"),
    ]
)
ODD = st.recursive(
    JSON | st.sampled_from(["phc_a", UUID, "2026-05-01T00:00:00Z", "$ai_trace"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=20,
)


@given(st.sampled_from(["v0", "engage", "v1", "v1-ai", "ai"]), ODD)
def test_read__anything__is_events_or_a_refusal(kind: str, document: Any) -> None:
    events: list[wire.WireEvent] = []
    with contextlib.suppress(WireRefused):
        events = wire.read(kind, document).events
    assert all(event.name and event.distinct_id for event in events)


# v1


def v1(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"created_at": "2026-05-01T12:00:00Z", "batch": list(events), **more}


def typed(**more: Any) -> dict[str, Any]:
    event = {
        "event": "buy",
        "uuid": str(uuid4()),
        "distinct_id": "u1",
        "timestamp": "2026-05-01T11:00:00Z",
    }
    return {**event, **more}


def results(*events: dict[str, Any], kind: str = "v1") -> list[tuple[str, str | None]]:
    return [(r.result, r.details) for r in wire.read(kind, v1(*events)).results]


def test_v1__typed_fields__fold_into_the_properties() -> None:
    options = {
        "cookieless_mode": "off",
        "disable_skew_correction": 1,
        "process_person_profile": "no",
        "product_tour_id": "t1",
        "unknown": [],
    }
    event = typed(session_id="s", window_id="w", options=options, properties={"a": 1})
    parsed = wire.read("v1", v1(event, capture_internal="yes"), sdk="posthog-python/7.9.1")
    assert parsed.events[0].properties == {
        "a": 1,
        "$session_id": "s",
        "$window_id": "w",
        "$cookieless_mode": False,
        "$ignore_sent_at": True,
        "$process_person_profile": False,
        "$product_tour_id": "t1",
        "$lib": "posthog-python",
        "$lib_version": "7.9.1",
    }
    assert parsed.events[0].ignore_sent_at is True
    assert parsed.events[0].is_internal is True
    assert parsed.events[0].uuid == event["uuid"]


@pytest.mark.parametrize(
    ("more", "details"),
    [
        ({"event": " "}, "missing_event_name"),
        ({"event": "ž" * 101}, "event_name_too_long"),
        ({"distinct_id": " "}, "missing_distinct_id"),
        ({"distinct_id": "ž" * 101}, "distinct_id_too_large"),
        ({"timestamp": "2026-05-01T11:00:00"}, "invalid_event_timestamp"),
        ({"timestamp": "soon"}, "invalid_event_timestamp"),
        ({"properties": [1]}, "malformed_event_properties"),
        ({"event": "$performance_event"}, "dropped_performance_event"),
        ({"options": {"cookieless_mode": "maybe"}}, "invalid_options"),
        ({"options": {"process_person_profile": {}}}, "invalid_options"),
        ({"options": {"product_tour_id": 5}}, "invalid_options"),
        ({"distinct_id": "$posthog_cookieless"}, "cookieless_mode_required"),
    ],
)
def test_v1__one_bad_event__is_dropped_alone(more: dict[str, Any], details: str) -> None:
    assert results(typed(), typed(**more), typed()) == [
        ("ok", None),
        ("drop", details),
        ("ok", None),
    ]


def test_v1__id_of_nobody__is_taken_without_a_person() -> None:
    assert results(typed(distinct_id="Anonymous")) == [("ok", "person_processing_disabled")]


def test_v1__event_that_is_no_ai_event__is_misrouted_on_the_ai_path() -> None:
    events = typed(event="$ai_trace"), typed()
    assert results(*events, kind="v1-ai") == [("ok", None), ("drop", "misrouted_event")]


@pytest.mark.parametrize(
    ("document", "tag"),
    [
        ([], "request_parsing_error"),
        ({"batch": [typed()]}, "request_parsing_error"),
        ({**v1(typed()), "batch": {}}, "request_parsing_error"),
        (v1(typed(), historical_migration=1), "request_parsing_error"),
        (v1(typed(), capture_internal="perhaps"), "request_parsing_error"),
        (v1(without(typed(), "timestamp")), "request_parsing_error"),
        (v1(typed(event=5)), "request_parsing_error"),
        (v1(typed(session_id=5)), "request_parsing_error"),
        (v1(typed(options=[])), "request_parsing_error"),
        (v1(5), "request_parsing_error"),
        ({**v1(typed()), "created_at": "soon"}, "invalid_batch"),
        (v1(), "empty_batch"),
        (v1(typed(uuid=" ")), "missing_event_uuid"),
        (v1(typed(uuid="x")), "invalid_event_uuid"),
        (v1(typed(uuid=UUID), typed(uuid=UUID.upper())), "duplicate_event_uuid"),
    ],
)
def test_v1__flaw_of_the_whole__has_its_tag(document: Any, tag: str) -> None:
    with pytest.raises(WireRefused) as caught:
        wire.read("v1", document)
    assert (caught.value.status, caught.value.tag) == (400, tag)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None), ("", None), (" ", None), (True, True), (0, False), (2, True), ("T", True),
        ("on", True), ("N", False), ("OFF", False), ("1", True), ("0.0", False),
    ],
)  # fmt: skip
def test_lenient_bool__usual_words__are_understood(value: Any, expected: bool | None) -> None:
    assert wire.lenient_bool(value) is expected
