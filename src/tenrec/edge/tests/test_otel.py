"""Traces of OpenTelemetry: who may send them, in which form, and what is refused."""

import gzip
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core import wire
from tenrec.core.jsontext import dumps
from tenrec.core.tests import otlp
from tenrec.core.tests.otlp import request, span

CHAT = {"gen_ai.operation.name": "chat"}
TRACE = request(span(CHAT))
PROTOBUF = {"content-type": "application/x-protobuf", "authorization": "Bearer phc_alice"}
JSON = {"content-type": "application/json; charset=utf-8", "authorization": "bearer phc_alice"}
PATH = "/i/v0/ai/otel"


@pytest.mark.parametrize("path", [PATH, PATH + "/", PATH + "/v1/traces"])
def test_export__protobuf__is_kept_as_it_came_and_answered_in_kind(edge: Any, path: str) -> None:
    body = otlp.protobuf(TRACE)
    reply = edge.send("POST", path, body, PROTOBUF)
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-type"] == "application/x-protobuf"
    (received,) = edge.kept()
    assert (received.team_id, received.kind, received.body) == (1, "otel", body)
    assert wire.read_body(received.kind, received.body).events[0].name == "$ai_generation"


def test_export__json_in_gzip__is_kept_gzipped(edge: Any) -> None:
    body = gzip.compress(otlp.plain(TRACE))
    reply = edge.send("POST", PATH, body + b"behind", {**JSON, "content-encoding": "gzip"})
    assert (reply.status, reply.json) == (200, {})
    (received,) = edge.kept()
    assert (received.kind, received.is_gzip, received.body) == ("otel-json", True, body)


def test_export__token_in_the_address__is_enough(edge: Any) -> None:
    headers = {"content-type": "application/json"}
    assert edge.send("POST", PATH + "?token=phc_bob", otlp.plain(TRACE), headers).status == 200
    assert edge.kept()[0].team_id == 2


def test_export__nothing_about_ai__is_taken_and_not_kept(edge: Any) -> None:
    body = otlp.protobuf(request(span({"http.route": "/"})))
    assert edge.send("POST", PATH, body, PROTOBUF).status == 200
    assert edge.send("POST", PATH, otlp.plain(request()), JSON).status == 200
    assert edge.kept() == []


@pytest.mark.parametrize(
    ("body", "headers", "status", "text"),
    [
        (b"", PROTOBUF, 400, "request missing data payload"),
        (b"x", {"content-type": "application/x-protobuf"}, 401, "without an api_key"),
        (b"x", {**PROTOBUF, "authorization": "Bearer phc_none"}, 401, "not valid: unknown"),
        (b"x", {**PROTOBUF, "authorization": "Basic phc_alice"}, 401, "without an api_key"),
        (b"x", {**PROTOBUF, "content-type": "text/plain"}, 400, "Content-Type must be"),
        (b"x", {**PROTOBUF, "content-encoding": "br"}, 400, "unsupported content-encoding: br"),
        (b"x", {**PROTOBUF, "content-encoding": "gzip"}, 400, "invalid GZIP data"),
        (b"\xff", PROTOBUF, 400, "failed to parse request: invalid protobuf"),
        (b"{", JSON, 400, "failed to parse request: invalid JSON"),
        (b"[]", JSON, 400, "invalid OTLP trace format"),
    ],
)
def test_export__flaw__is_refused_in_words_and_nothing_kept(
    edge: Any, body: bytes, headers: dict[str, str], status: int, text: str
) -> None:
    reply = edge.send("POST", PATH, body, headers)
    assert reply.status == status
    assert text in reply.text
    assert edge.kept() == []


def test_export__too_large__is_413_packed_or_not(make_edge: Any) -> None:
    edge = make_edge(otel_bytes=1000)
    body = otlp.plain(request(span({**CHAT, "text": "x" * 2000})))
    assert edge.send("POST", PATH, body, JSON).status == 413
    packed = gzip.compress(body)
    assert len(packed) < 1000
    assert edge.send("POST", PATH, packed, {**JSON, "content-encoding": "gzip"}).status == 413


def test_export__get__is_405_and_a_page_may_ask(edge: Any) -> None:
    assert edge.send("GET", PATH).status == 405
    asked = {"origin": "https://a.example", "access-control-request-method": "POST"}
    reply = edge.send("OPTIONS", PATH, b"", asked)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "https://a.example"


VALUES = st.recursive(
    st.text(max_size=8) | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        *("gen_ai.operation.name", "gen_ai.input.messages", "gen_ai.system_instructions"),
        *("events", "$groups", "ai.operationId", "ai.prompt", "ai.response.text", "user.id"),
        *("ai.telemetry.functionId", "ai.toolCall.args", "llm.request.type", "$ai_session_id"),
        *("gen_ai.prompt.0.tool_calls.0.name", "gen_ai.prompt.0.role", "logfire.msg"),
        *("pydantic_ai.all_messages", "final_result", "openinference.span.kind", "$ai_input"),
        *("llm.tools.0.tool.json_schema", "llm.input_messages.0.message.role", "$ai_error"),
        *("posthog.ai.debug", "posthog.geoip_disable", "$set", "$process_person_profile"),
        *("gen_ai.response.finish_reasons", "$ai_output_choices", "exception.message"),
    ]
)
NESTED = st.sampled_from(['[{"role":"user"}]', '{"messages":[1]}', "[1]", '"x"', "{", "1e400"])
ATTRIBUTES = st.dictionaries(KEYS, VALUES | NESTED, max_size=6)
SPANS = st.builds(
    lambda attributes, code, event, start, parent: span(
        attributes,
        status={"code": code, "message": "HTTP 500"},
        events=[{"name": "exception", "attributes": otlp.pairs(event)}],
        startTimeUnixNano=start,
        parentSpanId=parent,
    ),
    ATTRIBUTES,
    st.integers(0, 2),
    ATTRIBUTES,
    st.integers(0, 2**64 - 1).map(str),
    st.sampled_from(["", "ab" * 8]),
)
TRACES = st.lists(SPANS, max_size=3).flatmap(
    lambda spans: ATTRIBUTES.map(lambda resource: request(*spans, resource=resource))
)
HARD = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, bytes]:
    """A trace in one of the encodings, often with a piece replaced."""
    kind = draw(st.sampled_from(["application/x-protobuf", "application/json"]))
    pack = otlp.protobuf if "protobuf" in kind else otlp.plain
    body = pack(draw(TRACES))
    if draw(st.booleans()):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 9)))
        body = body[:start] + draw(st.binary(max_size=6)) + body[end:]
    return kind, body


@HARD
@given(sent=bodies())
def test_export__any_trace__is_answered_and_what_is_kept_can_be_read(
    edge: Any, sent: tuple[str, bytes]
) -> None:
    kind, body = sent
    before = edge.journal.end
    reply = edge.send("POST", PATH, body, {**PROTOBUF, "content-type": kind})
    assert reply.status in {200, 400, 413}, reply.text
    for received in edge.kept(before):
        for event in wire.read_body(received.kind, received.body).events:
            wire.loads(dumps(event.properties))  # as the row of the event will have it
