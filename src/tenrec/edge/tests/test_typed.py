"""The v1 protocol: headers, encodings, tags, and one result for each event."""

import gzip
import zlib
from typing import Any
from uuid import uuid4

import brotli
import orjson
import pytest
import zstandard

from tenrec.core import wire

PATH = "/i/v1/analytics/events"
REQUEST_ID = "0190a8f0-0000-7000-8000-00000000000a"
HEADERS = {
    "authorization": "Bearer phc_alice",
    "content-type": "application/json",
    "user-agent": "posthog-python/7.91.1",
    "posthog-sdk-info": "posthog-python/7.91.1",
    "posthog-attempt": "1",
    "posthog-request-id": REQUEST_ID,
    "posthog-request-timestamp": "2026-05-01T12:00:00Z",
}


def event(**more: Any) -> dict[str, Any]:
    made = {
        "event": "buy",
        "uuid": str(uuid4()),
        "distinct_id": "u1",
        "timestamp": "2026-05-01T11:00:00Z",
    }
    return {**made, **more}


def body(*events: Any) -> bytes:
    return orjson.dumps({"created_at": "2026-05-01T12:00:00Z", "batch": list(events)})


ONE = body(event())


def send(edge: Any, content: bytes = ONE, path: str = PATH, **changed: str | None) -> Any:
    headers = {**HEADERS, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return edge.send("POST", path, content, {k: v for k, v in headers.items() if v is not None})


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
def test_post__good_events__have_results_in_order(edge: Any, path: str) -> None:
    events = [event(), event(event=""), event(distinct_id="null")]
    reply = send(edge, body(*events), path)
    assert reply.status == 200
    assert reply.json == {
        "results": {
            events[0]["uuid"]: {"result": "ok"},
            events[1]["uuid"]: {"result": "drop", "details": "missing_event_name"},
            events[2]["uuid"]: {"result": "ok", "details": "person_processing_disabled"},
        }
    }
    assert list(reply.json["results"]) == [one["uuid"] for one in events]
    assert reply.headers["posthog-request-id"] == REQUEST_ID
    assert reply.headers["date"].endswith("GMT")
    assert "retry-after" not in reply.headers
    (received,) = edge.kept()
    assert (received.kind, received.team_id, received.sdk) == ("v1", 1, "posthog-python/7.91.1")
    assert received.sent_at == "2026-05-01T12:00:00Z"
    assert len(wire.read("v1", wire.loads(received.body)).events) == 2


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
    ],
)
def test_post__every_encoding__is_unpacked_and_bounded(
    make_edge: Any, name: str, pack: Any
) -> None:
    edge = make_edge(body_bytes=100_000)
    assert send(edge, pack(ONE), content_encoding=name.upper()).status == 200
    (received,) = edge.kept()
    assert received.is_gzip is (name == "gzip")
    plain = wire.gunzip(received.body, limit=10**6)[0] if received.is_gzip else received.body
    assert plain == ONE
    for wrong in (pack(ONE)[:-4], ONE, pack(ONE)[3:]):
        reply = send(edge, wrong, content_encoding=name)
        assert (reply.status, reply.json["error"]) in [
            (400, "request_decoding_error"),
            (400, "request_parsing_error"),
        ]
    reply = send(edge, pack(b" " * 50_000_000), content_encoding=name)
    assert (reply.status, reply.json["error"]) == (413, "payload_too_large")
    assert len(edge.kept()) == 1


def test_post__all_events_bad__is_still_200(edge: Any) -> None:
    reply = send(edge, body(event(event=""), event(timestamp="soon")))
    assert reply.status == 200
    assert {one["result"] for one in reply.json["results"].values()} == {"drop"}


def test_post__ai_path__drops_other_events(edge: Any) -> None:
    events = [event(event="$ai_trace"), event()]
    reply = send(edge, body(*events), "/i/v1/ai/events")
    assert [one["result"] for one in reply.json["results"].values()] == ["ok", "drop"]
    assert edge.kept()[0].kind == "v1-ai"


@pytest.mark.parametrize(
    ("changed", "status", "tag"),
    [
        ({"authorization": "Basic abc"}, 400, "invalid_header_value"),
        ({"posthog_attempt": "0"}, 400, "invalid_header_value"),
        ({"posthog_attempt": "one"}, 400, "invalid_header_value"),
        ({"posthog_request_id": "x"}, 400, "invalid_header_value"),
        ({"posthog_request_timestamp": "2026-05-01"}, 400, "invalid_header_value"),
        ({"content_type": "text/plain"}, 415, "unsupported_content_type"),
        ({"content_encoding": "gzip, br"}, 415, "unsupported_encoding"),
        ({"content_encoding": "lz64"}, 415, "unsupported_encoding"),
        ({"authorization": "Bearer phc_nobody"}, 401, "invalid_api_token"),
        ({"authorization": "Bearer " + "x" * 99}, 401, "invalid_api_token"),
        ({"posthog_attempt": None, "user_agent": None}, 400, "missing_required_headers"),
    ],
)
def test_post__bad_header__has_its_tag(
    edge: Any, changed: dict[str, str | None], status: int, tag: str
) -> None:
    reply = send(edge, **changed)
    assert (reply.status, reply.json["error"]) == (status, tag)
    assert reply.json["error_uri"] == "https://posthog.com/docs/api"
    assert "retry-after" not in reply.headers
    assert "date" in reply.headers
    assert edge.kept() == []


def test_post__no_headers__names_all_missing(edge: Any) -> None:
    reply = edge.send("POST", PATH, ONE)
    for name in ("Authorization", "Content-Type", "User-Agent", "PostHog-Sdk-Info"):
        assert name in reply.json["error_description"]
    assert "PostHog-Request-Timestamp" in reply.json["error_description"]


def test_post__usual_variations_of_headers__are_taken(edge: Any) -> None:
    reply = send(
        edge, authorization="bearer  phc_alice ", content_type="Application/JSON;charset=utf-8"
    )
    assert reply.status == 200


@pytest.mark.parametrize(
    ("content", "tag"),
    [
        (b"", "empty_body"),
        (b"{", "request_parsing_error"),
        (b"[]", "request_parsing_error"),
        (body(), "empty_batch"),
        (body(event(uuid="")), "missing_event_uuid"),
        (body(event(uuid="x")), "invalid_event_uuid"),
        (body(event(uuid=REQUEST_ID), event(uuid=REQUEST_ID)), "duplicate_event_uuid"),
        (ONE.replace(b"2026-05-01T12", b"nonsense"), "invalid_batch"),
    ],
)
def test_post__bad_body__has_its_tag(edge: Any, content: bytes, tag: str) -> None:
    reply = send(edge, content)
    assert (reply.status, reply.json["error"]) == (400, tag)
    assert reply.headers["posthog-request-id"] == REQUEST_ID
    assert edge.kept() == []


def test_post__journal_cannot_take_it__says_when_to_come_back(edge: Any) -> None:
    edge.journal.max_bytes = 10
    reply = send(edge)
    assert (reply.status, reply.json["error"]) == (503, "service_unavailable")
    assert reply.headers["retry-after"] == "1"


def test_post__packed_body_over_its_limit__is_too_large(make_edge: Any) -> None:
    edge = make_edge(v1_packed_bytes=50)
    assert send(edge).json["error"] == "payload_too_large"


def test_post__stalled__says_when_to_come_back(make_edge: Any) -> None:
    edge = make_edge(read_seconds=0.05)
    reply = edge.send("POST", PATH, [b"{"], HEADERS, stall=True)
    assert (reply.status, reply.json["error"]) == (408, "body_read_timeout")
    assert reply.headers["retry-after"] == "1"


def test_get__is_not_allowed(edge: Any) -> None:
    assert edge.send("GET", PATH).status == 405
    assert edge.send("OPTIONS", PATH).status == 405


def test_options__preflight__allows_post_only(edge: Any) -> None:
    asked = {"origin": "https://shop.test", "access-control-request-method": "POST"}
    reply = edge.send("OPTIONS", PATH, b"", asked)
    assert reply.status == 200
    assert reply.headers["access-control-allow-methods"] == "POST, OPTIONS"
