"""Replay, the AI form, and what the process says of itself."""

import gzip
from typing import Any

import orjson
import pytest

from tenrec.core import wire

SNAPSHOT = {
    "event": "$snapshot",
    "properties": {
        "token": "phc_alice",
        "distinct_id": "u1",
        "$session_id": "0190a8f0-0000-7000",
        "$snapshot_data": [{"type": 4}],
    },
}


def snapshot(**properties: Any) -> dict[str, Any]:
    kept = {k: v for k, v in {**SNAPSHOT["properties"], **properties}.items() if v is not None}
    return {**SNAPSHOT, "properties": kept}


@pytest.mark.parametrize("path", ["/s", "/s/"])
def test_replay__array_of_snapshots__is_kept_as_replay(edge: Any, path: str) -> None:
    body = gzip.compress(orjson.dumps([SNAPSHOT, SNAPSHOT]))
    reply = edge.send("POST", f"{path}?ip=1", body, {"content-type": "text/plain"})
    assert (reply.status, reply.json) == (200, {"status": "Ok"})
    (received,) = edge.kept()
    assert (received.kind, received.body, received.team_id) == ("replay", body, 1)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"$snapshot_data": None}, "replay event submitted without snapshot data"),
        ({"$snapshot_data": "x"}, "replay event submitted without snapshot data"),
        ({"$session_id": None}, "replay event submitted without session id"),
        ({"$session_id": 5}, "replay event has invalid session id"),
        ({"$session_id": "a_b"}, "replay event has invalid session id"),
        ({"$session_id": "a" * 71}, "replay event has invalid session id"),
        ({"$session_id": "a\n"}, "replay event has invalid session id"),
    ],
)
def test_replay__flaw__has_its_exact_text(edge: Any, properties: dict[str, Any], text: str) -> None:
    reply = edge.post("/s/", [snapshot(**properties)])
    assert (reply.status, reply.text) == (400, text)
    assert edge.kept() == []


EVENT = {"event": "$ai_generation", "distinct_id": "u1", "properties": {"$ai_model": "m"}}
FORM = {
    "content-type": 'multipart/form-data; boundary="b0"',
    "authorization": "Bearer phc_alice",
}


def form(*parts: tuple[str, Any], more: str = "") -> bytes:
    lines = []
    for name, value in parts:
        content = value if isinstance(value, bytes) else orjson.dumps(value)
        head = f'--b0\r\nContent-Disposition: form-data; name="{name}"\r\n'
        lines.append(f"{head}Content-Type: application/json\r\n{more}\r\n".encode() + content)
    return b"\r\n".join([*lines, b"--b0--\r\n"])


def test_ai_form__event_and_properties_apart__are_one_event(edge: Any) -> None:
    event = {"event": "$ai_generation", "distinct_id": "u1", "uuid": ""}
    properties = {"$ai_model": "m", "n": 12345678901234567890123}
    raw = b'{"$ai_model":"m","n":12345678901234567890123}'
    reply = edge.send("POST", "/i/v0/ai", form(("event", event), ("event.properties", raw)), FORM)
    assert reply.status == 200
    assert reply.json["accepted_parts"] == [
        {"name": "event", "length": len(orjson.dumps(event)),
         "content-type": "application/json", "content-encoding": None},
        {"name": "event.properties", "length": len(raw),
         "content-type": "application/json", "content-encoding": None},
    ]  # fmt: skip
    (received,) = edge.kept()
    assert received.kind == "ai"
    (kept,) = wire.read("ai", wire.loads(received.body)).events
    assert (kept.name, kept.properties) == ("$ai_generation", properties)


def test_ai_form__gzip__is_unpacked(edge: Any) -> None:
    body = gzip.compress(form(("event", EVENT)))
    assert edge.send("POST", "/i/v0/ai/", body, {**FORM, "content-encoding": "gzip"}).status == 200


DECODE = "failed to decode request: "
PARSE = "failed to parse request: "
SIZE = "maximum event size exceeded: "
GOOD = form(("event", EVENT))
BARE = {"event": "$ai_x", "distinct_id": "u"}


@pytest.mark.parametrize(
    ("body", "headers", "status", "start"),
    [
        (b"", FORM, 400, "request missing data payload"),
        (GOOD, {**FORM, "content-encoding": "gzip"}, 400, DECODE),
        (GOOD, {**FORM, "content-type": "application/json"}, 400, DECODE),
        (GOOD, {**FORM, "content-type": "multipart/form-data"}, 400, DECODE),
        (GOOD[:-6], FORM, 400, DECODE),
        (b"--b0\r\n--b0--", FORM, 400, DECODE),
        (b"--b0\r\nx\r\n\r\n1\r\n--b0--", FORM, 400, DECODE),
        (GOOD, {**FORM, "authorization": ""}, 401, "event submitted without an api_key"),
        (GOOD, {**FORM, "authorization": "Bearer phc_no"}, 401, "API key is not valid: unknown"),
        (form(("other", EVENT)), FORM, 400, PARSE),
        (form(("event", [1])), FORM, 400, PARSE),
        (form(("event", b"{")), FORM, 400, PARSE),
        (form(("event", EVENT), ("blob", {})), FORM, 400, PARSE),
        (form(("event", EVENT), ("event.properties", {})), FORM, 400, PARSE),
        (form(("event", {**EVENT, "event": "buy"})), FORM, 400, PARSE),
        (form(("event", {**EVENT, "properties": {}})), FORM, 400, PARSE),
        (form(("event", {**EVENT, "x": "y" * 40_000})), FORM, 413, SIZE),
        (form(("event", BARE), ("event.properties", {"x": "y" * 10**6})), FORM, 413, SIZE),
    ],
)
def test_ai_form__flaw__is_refused(
    edge: Any, body: bytes, headers: dict[str, str], status: int, start: str
) -> None:
    reply = edge.send("POST", "/i/v0/ai", body, headers)
    assert reply.status == status, reply.text
    assert reply.text.startswith(start)
    assert edge.kept() == []


def test_status__running__says_so(edge: Any) -> None:
    assert edge.send("GET", "/_liveness").status == 200
    assert edge.send("GET", "/_readiness").text == "capture"
    assert edge.send("GET", "/", headers={"accept": "*/*"}).text == "capture"


def test_root__browser__is_left_to_the_web_app(edge: Any) -> None:
    assert edge.send("GET", "/", headers={"accept": "text/html,*/*"}).status == 404


def test_readiness__journal_full__is_503(edge: Any) -> None:
    edge.journal.max_bytes = 1
    assert edge.send("GET", "/_readiness").status == 503
    assert edge.send("GET", "/_liveness").status == 200


def test_black_hole__anything__disappears(edge: Any) -> None:
    assert edge.send("POST", "/test/black_hole", b"x").status == 200
    assert edge.kept() == []


def test_unknown_path__is_left_to_others(edge: Any) -> None:
    assert edge.send("GET", "/elsewhere").status == 404
