"""Spans become events: ids, names, times, people, errors; both encodings say the same."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from tenrec.core import wire
from tenrec.core.tests import otlp
from tenrec.core.tests.otlp import PARENT_ID, SPAN_ID, START, TRACE_ID, request, span
from tenrec.core.wire import WireEvent, WireRefused

CHAT = {"gen_ai.operation.name": "chat"}
ENCODINGS: list[tuple[str, Callable[[dict[str, Any]], bytes]]] = [
    ("otel", otlp.protobuf),
    ("otel-json", otlp.plain),
]


def events(document: dict[str, Any]) -> list[WireEvent]:
    """Read in both encodings, which must agree."""
    first, second = (wire.read_body(kind, pack(document)).events for kind, pack in ENCODINGS)
    assert first == second
    return first


def one(
    attributes: dict[str, Any], resource: dict[str, Any] | None = None, /, **span_fields: Any
) -> WireEvent:
    (event,) = events(request(span(attributes, **span_fields), resource=resource))
    return event


def test_span__chat__is_a_generation_with_everything_in_its_place() -> None:
    attributes = {
        **CHAT,
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.output_tokens": 34,
        "gen_ai.usage.cache_read.input_tokens": 5,
        "gen_ai.input.messages": '[{"role":"user","content":"Hi 🦔"}]',
        "gen_ai.output.messages": '[{"role":"assistant","content":"Ho","finish_reason":"stop"}]',
        "gen_ai.request.temperature": 0.5,
        "server.address": "api.openai.com",
        "posthog.distinct_id": "u1",
        "tenant": "acme",
    }
    event = one(attributes, {"service.name": "shop", "host.name": "h", "process.pid": 1})
    assert (event.name, event.distinct_id) == ("$ai_generation", "u1")
    assert event.timestamp == "2024-01-01T00:00:00+00:00"
    assert event.properties == {
        "$ai_trace_id": TRACE_ID,
        "$ai_span_id": SPAN_ID,
        "$ai_span_name": "chat gpt-5",
        "$ai_latency": 1.5,
        "$ai_ingestion_source": "otel",
        "$lib": "posthog-otel",
        "$geoip_disable": True,
        "$ai_provider": "openai",
        "$ai_model": "gpt-5-2025-08-07",
        "$ai_input_tokens": 12,
        "$ai_output_tokens": 34,
        "$ai_cache_read_input_tokens": 5,
        "$ai_input": [{"role": "user", "content": "Hi 🦔"}],
        "$ai_output_choices": [{"role": "assistant", "content": "Ho", "finish_reason": "stop"}],
        "$ai_stop_reason": "stop",
        "$ai_base_url": "api.openai.com",
        "gen_ai.request.temperature": 0.5,
        "tenant": "acme",
        "service.name": "shop",
    }


@pytest.mark.parametrize(
    ("attributes", "parent", "name"),
    [
        ({"gen_ai.operation.name": "chat"}, None, "$ai_generation"),
        ({"gen_ai.operation.name": "generate_content"}, PARENT_ID, "$ai_generation"),
        ({"gen_ai.operation.name": "embeddings"}, None, "$ai_embedding"),
        ({"gen_ai.operation.name": "execute_tool"}, PARENT_ID, "$ai_span"),
        ({"gen_ai.operation.name": "invoke_agent"}, None, "$ai_trace"),
        ({"gen_ai.request.model": "m"}, PARENT_ID, "$ai_span"),
        ({"llm.request.type": "completion"}, None, "$ai_generation"),
        ({"llm.request.type": "rerank"}, PARENT_ID, "$ai_span"),
        ({"traceloop.span.kind": "workflow"}, None, "$ai_trace"),
        ({"ai.operationId": "ai.generateText"}, None, "$ai_trace"),
        ({"ai.operationId": "ai.streamText.doStream"}, PARENT_ID, "$ai_generation"),
        ({"ai.operationId": "ai.embed.doEmbed"}, PARENT_ID, "$ai_embedding"),
        ({"ai.operationId": "ai.toolCall", **CHAT}, PARENT_ID, "$ai_span"),
        ({"openinference.span.kind": "LLM"}, PARENT_ID, "$ai_generation"),
        ({"gen_ai.operation.name": 5}, PARENT_ID, "$ai_span"),
    ],
)
def test_span__kind_of_call__names_the_event(
    attributes: dict[str, Any], parent: str | None, name: str
) -> None:
    event = one(attributes, parentSpanId=parent)
    assert event.name == name
    assert event.properties.get("$ai_parent_id") == parent


def test_request__spans_of_other_things__are_passed_over() -> None:
    spans = [span({"http.request.method": "GET"}), span({}), span(CHAT)]
    assert [event.name for event in events(request(*spans))] == ["$ai_generation"]
    assert events(request(span({"db.system": "postgresql"}))) == []
    assert events(request()) == []


def test_span__sent_again__has_the_same_uuid_and_another_span_another() -> None:
    again = one(CHAT), one(CHAT)
    assert again[0].uuid == again[1].uuid is not None
    assert again[0].uuid[14] == "7"
    others = [
        one(CHAT, spanId=PARENT_ID),
        one(CHAT, traceId=TRACE_ID[::-1]),
        one(CHAT, endTimeUnixNano=str(START + 1)),
    ]
    assert len({event.uuid for event in [again[0], *others]}) == 4
    assert one(CHAT, spanId="0000000000000000").uuid is None


@pytest.mark.parametrize(
    ("attributes", "resource", "expected"),
    [
        ({"user.id": "a", "posthog.distinct_id": "b"}, {}, "b"),
        ({"posthog.distinct_id": "b", "ai.telemetry.metadata.posthog_distinct_id": "c"}, {}, "c"),
        ({"user.id": "a"}, {"posthog.distinct_id": "r"}, "a"),
        ({"user.id": ""}, {"user.id": "r"}, "r"),
        ({"user.id": 5}, {"posthog.distinct_id": "r"}, "r"),
        ({"user.id": "a\0b"}, {}, "a\ufffdb"),
    ],
)
def test_span__names_a_user__is_theirs(
    attributes: dict[str, Any], resource: dict[str, Any], expected: str
) -> None:
    assert one({**CHAT, **attributes}, resource).distinct_id == expected


def test_span__names_nobody__belongs_to_session_or_trace() -> None:
    of_trace = one(CHAT).distinct_id
    assert one(CHAT, spanId=PARENT_ID).distinct_id == of_trace
    assert one(CHAT, traceId=TRACE_ID[::-1]).distinct_id != of_trace
    session = {**CHAT, "gen_ai.conversation.id": "s1"}
    assert one(session).distinct_id == one(session, traceId=TRACE_ID[::-1]).distinct_id
    assert one(session).properties["$ai_session_id"] == "s1"
    assert one(CHAT, {"$ai_session_id": "s1"}).distinct_id == one(session).distinct_id
    without = one(CHAT, traceId=None)
    assert without.distinct_id == one(CHAT, traceId="0" * 32).distinct_id


def test_span__long_distinct_id__is_cut_and_told() -> None:
    event = one({**CHAT, "user.id": "x" * 300})
    assert (event.distinct_id, event.is_distinct_id_cut) == ("x" * 200, True)


def test_span__without_times__has_neither_timestamp_nor_latency() -> None:
    event = one(CHAT, startTimeUnixNano=None, endTimeUnixNano=None)
    assert event.timestamp is None
    assert "$ai_latency" not in event.properties
    late = one(CHAT, startTimeUnixNano=str(2**64 - 1), endTimeUnixNano="0")
    assert late.timestamp is not None
    assert "$ai_latency" not in late.properties


def exception(**attributes: Any) -> dict[str, Any]:
    named = {key.replace("_", ".", 1): value for key, value in attributes.items()}
    return {"name": "exception", "attributes": otlp.pairs(named)}


@pytest.mark.parametrize(
    ("fields", "error", "status"),
    [
        (
            {"events": [exception(exception_type="RateLimitError", exception_message="HTTP 429")]},
            "RateLimitError: HTTP 429",
            429,
        ),
        ({"status": {"code": 2, "message": "Status code: 503"}}, "Status code: 503", 503),
        ({}, "OpenTelemetry span status error", 500),
        (
            {
                "attributes": otlp.pairs(
                    {**CHAT, "http.response.status_code": 404, "$ai_error": "mine"}
                )
            },
            "mine",
            404,
        ),
    ],
)
def test_span__failed__says_what_happened(fields: dict[str, Any], error: str, status: int) -> None:
    failed = {"status": {"code": 2}, **fields}
    properties = one(CHAT, **failed).properties
    assert properties["$ai_is_error"] is True
    assert properties["$ai_error"] == error
    assert properties["$ai_http_status"] == status


def test_span__went_well__has_no_error_though_an_exception_was_caught() -> None:
    event = one(CHAT, status={"code": 1}, events=[exception(exception_message="caught")])
    assert not {"$ai_is_error", "$ai_error", "$ai_http_status"} & set(event.properties)


def test_span__values__keep_their_types() -> None:
    given = {
        "int": -(2**63),
        "float": 0.25,
        "bool": False,
        "list": ["a", 1, [True], {"k": 2.5}],
        "map": {"inner": {"x": [1]}, "empty": {}},
        "nothing": None,
        "text": "tab\tnul\0 ünï",
        "none": [],
    }
    properties = one({**CHAT, **given}).properties
    kept = {key: value for key, value in given.items() if key != "nothing"}
    assert {key: properties.get(key) for key in kept} == kept
    assert "nothing" not in properties


def test_span__geoip_and_debug__as_asked() -> None:
    asked = one({**CHAT, "posthog.geoip_disable": False, "posthog.ai.debug": True}).properties
    assert asked["$geoip_disable"] is False
    assert asked["$ai_debug"] is True
    assert asked["$ai_debug_data"]["gen_ai.operation.name"] == "chat"
    assert "posthog.ai.debug" not in asked


def test_span__scope_version_and_own_library__are_kept() -> None:
    document = request(span(CHAT), span({**CHAT, "$lib": "mine"}, spanId=PARENT_ID), version="6.7")
    first, second = events(document)
    assert (first.properties["$lib"], first.properties["$lib_version"]) == ("posthog-otel", "6.7")
    assert second.properties["$lib"] == "mine"


def test_span__messages_that_are_no_json__stay_text() -> None:
    deep = "[" * 400 + "]" * 400
    for text in ("not json", "[1", deep, '{"a":1}' + "x"):
        assert one({**CHAT, "gen_ai.input.messages": text}).properties["$ai_input"] == text
    nested = "[" * 200 + "]" * 200
    assert one({**CHAT, "gen_ai.input.messages": nested}).properties["$ai_input"] != nested


def test_span__nested_messages__can_be_written() -> None:
    for depth in range(235, 260):
        value = one({**CHAT, "gen_ai.input.messages": "[" * depth + "]" * depth})
        orjson.dumps([{"properties": value.properties}])


def wrong(**fields: Any) -> dict[str, Any]:
    return request(span(CHAT, **fields))


@pytest.mark.parametrize(
    "document",
    [
        [],
        5,
        {"resourceSpans": 5},
        {"resourceSpans": [5]},
        {"resourceSpans": [{"scopeSpans": {}}]},
        {"resourceSpans": [{"scopeSpans": [{"spans": [None]}]}]},
        {"resourceSpans": [{"resource": [], "scopeSpans": []}]},
        {"resourceSpans": [{"resource": {"attributes": {"a": 1}}}]},
        wrong(traceId="xyz"),
        wrong(traceId="ab" * 33),
        wrong(spanId=5),
        wrong(name=5),
        wrong(startTimeUnixNano="-1"),
        wrong(startTimeUnixNano=str(2**64)),
        wrong(startTimeUnixNano="9" * 5000),
        wrong(startTimeUnixNano=1.5),
        wrong(startTimeUnixNano=True),
        wrong(attributes=[{"key": 5, "value": {}}]),
        wrong(attributes=[{"key": "a", "value": 5}]),
        wrong(attributes=[{"key": "a", "value": {"intValue": "x"}}]),
        wrong(attributes=[{"key": "a", "value": {"boolValue": "x"}}]),
        wrong(attributes=[{"key": "a", "value": {"doubleValue": []}}]),
        wrong(attributes=[{"key": "a", "value": {"arrayValue": {"values": 5}}}]),
        wrong(status=5),
    ],
)
def test_json__of_another_shape__is_refused_in_words(document: Any) -> None:
    with pytest.raises(WireRefused, match="invalid OTLP trace format") as refused:
        wire.read_body("otel-json", orjson.dumps(document))
    assert refused.value.status == 400


@pytest.mark.parametrize("body", [b"\xff\xff", b"{}", b"\x0a\x05abc"])
def test_protobuf__that_is_none__is_refused(body: bytes) -> None:
    with pytest.raises(WireRefused, match="invalid protobuf"):
        wire.read_body("otel", body)


def test_json__leniency_of_exporters__is_understood() -> None:
    document = wrong(
        startTimeUnixNano=START,
        endTimeUnixNano=float(START + 2**30),
        attributes=[
            *otlp.pairs(CHAT),
            {"key": "i", "value": {"intValue": 7}},
            {"key": "d", "value": {"doubleValue": "NaN"}},
            {"key": "n", "value": {"doubleValue": None, "stringValue": "s"}},
            {"key": "absent"},
            {"key": "unknown", "value": {"laterValue": 1}},
        ],
        kind=3,
        traceId=TRACE_ID.upper(),
        status={"code": "STATUS_CODE_ERROR"},
        links=None,
    )
    (event,) = wire.read_body("otel-json", orjson.dumps(document)).events
    properties = event.properties
    assert (properties["i"], properties["d"], properties["n"]) == (7, None, "s")
    assert {"absent", "unknown"}.isdisjoint(properties)
    assert properties["$ai_trace_id"] == TRACE_ID
    assert properties["$ai_is_error"] is True


def test_request__too_many_spans__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenrec.core.wire.otel.span.MAX_SPANS", 2)
    for kind, pack in ENCODINGS:
        with pytest.raises(WireRefused, match="too many spans: 3") as refused:
            wire.read_body(kind, pack(request(*[span({})] * 3)))
        assert refused.value.status == 400


def test_request__resource_repeated_too_often__is_too_large() -> None:
    """Each event repeats the attributes of its resource: a small body can mean a large one."""
    spans = [span(CHAT, spanId=f"{number:016x}") for number in range(1, 200)]
    document = request(*spans, resource={"big": "x" * 200_000})
    for kind, pack in ENCODINGS:
        with pytest.raises(WireRefused) as refused:
            wire.read_body(kind, pack(document))
        assert refused.value.status == 413
