"""No input may give a 500, and whatever was answered with 200 is readable for ingest."""

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.core import wire

VALID = [
    b'{"api_key":"phc_alice","batch":[{"event":"a","distinct_id":"u","properties":{"x":[1]}}]}',
    b'[{"event":"$snapshot","properties":{"token":"phc_alice","distinct_id":"u",'
    b'"$session_id":"s","$snapshot_data":{}}}]',
    b'{"token":"phc_alice","event":"a","distinct_id":"u","timestamp":"2026-05-01","offset":5}',
    b'{"created_at":"2026-05-01T12:00:00Z","batch":[{"event":"a","distinct_id":"u","uuid":'
    b'"0190a8f0-0000-7000-8000-00000000000a","timestamp":"2026-05-01T12:00:00Z"}]}',
    b'--b0\r\nContent-Disposition: form-data; name="event"\r\n\r\n'
    b'{"event":"$ai_trace","distinct_id":"u"}\r\n--b0--\r\n',
    b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"ab","attributes":'
    b'[{"key":"gen_ai.system","value":{"stringValue":"x"}}]}]}]}]}',
]
PATHS = [
    *("/e", "/i/v0/e", "/capture", "/track", "/engage", "/batch", "/s", "/i/v0/ai/batch"),
    *(
        "/i/v0/ai/otel",
        "/i/v0/ai",
        "/i/v1/analytics/events",
        "/i/v1/ai/events",
        "/test/black_hole",
        "/_readiness",
    ),
]
NAMES = [
    *("content-type", "content-encoding", "content-length", "authorization", "user-agent"),
    *("posthog-sdk-info", "posthog-attempt", "posthog-request-id", "posthog-request-timestamp"),
    *("origin", "access-control-request-method", "access-control-request-headers", "accept"),
    "x-forwarded-for",
]
VALUES = [
    *("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b0"),
    "application/x-protobuf",
    *("text/plain", "gzip", "deflate", "br", "zstd", "lz64", "base64", "Bearer phc_alice", "1"),
    *("posthog-js/1.2", "0190a8f0-0000-7000-8000-00000000000a", "2026-05-01T12:00:00Z", "POST"),
]
V1_HEADERS = {
    "authorization": "Bearer phc_alice",
    "content-type": "application/json",
    "user-agent": "x",
    "posthog-sdk-info": "x/1",
    "posthog-attempt": "1",
    "posthog-request-id": "0190a8f0-0000-7000-8000-00000000000a",
    "posthog-request-timestamp": "2026-05-01T12:00:00Z",
}

HEADER_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
HEADERS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES) | HEADER_TEXT)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
).map(lambda value: json.dumps(value).encode())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid body with a piece replaced."""
    body = draw(st.sampled_from(VALID))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, min(len(body), start + 12)))
    return body[:start] + draw(st.binary(max_size=8) | JSON) + body[end:]


def forms(plain: bytes) -> list[bytes]:
    """The ways in which it may be wrapped."""
    packed = gzip.compress(plain, mtime=0)
    text = base64.b64encode(plain)
    return [
        plain,
        packed,
        packed[: len(packed) // 2],
        text,
        base64.b64encode(text),
        base64.b64encode(packed),
        b"data=" + quote_from_bytes(plain).encode(),
        b"data=" + quote_from_bytes(text).encode() + b"&compression=base64",
        b"compression=gzip&data=" + quote_from_bytes(base64.b64encode(packed)).encode(),
    ]


BODIES = (st.binary(max_size=200) | JSON | mutated() | st.sampled_from(VALID)).flatmap(
    lambda plain: st.sampled_from(forms(plain))
)
QUERIES = st.sampled_from(
    ["", "?compression=gzip", "?compression=lz64", "?compression=base64&_=5", "?beacon=1&_=x"]
) | st.text(max_size=20).map(lambda text: "?data=" + text) | BODIES.map(
    lambda body: "?data=" + quote_from_bytes(body)
)  # fmt: skip
HARD = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def check_answer(edge: Any, reply: Any, before: int) -> None:
    assert reply.status in {200, 204, 400, 401, 405, 413, 415}, reply.text
    for received in edge.kept(before):
        body = received.body
        if received.is_gzip:
            body, _ = wire.gunzip(body, limit=10**8)
        if received.kind == "replay":
            wire.loads(body)
        else:
            wire.read_body(received.kind, body, received.sdk)


@HARD
@given(
    method=st.sampled_from(["POST"] * 5 + ["GET", "HEAD", "OPTIONS", "PUT"]),
    path=st.sampled_from(PATHS),
    slash=st.sampled_from(["", "/"]),
    query=QUERIES,
    body=BODIES,
    headers=HEADERS,
)
def test_request__anything__is_answered_without_a_500(
    edge: Any, method: str, path: str, slash: str, query: str, body: bytes, headers: dict[str, str]
) -> None:
    before = edge.journal.end
    reply = edge.send(method, path + slash + query, body, headers)
    check_answer(edge, reply, before)


@HARD
@given(body=BODIES, encoding=st.sampled_from(["", "gzip", "deflate", "br", "zstd"]))
def test_typed_request__any_body__is_answered_without_a_500(
    edge: Any, body: bytes, encoding: str
) -> None:
    before = edge.journal.end
    headers = {**V1_HEADERS, "content-encoding": encoding}
    check_answer(edge, edge.send("POST", "/i/v1/analytics/events", body, headers), before)
