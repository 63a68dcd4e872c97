"""The v0 protocol: every path, shape, encoding, limit and text; 200 means on disk."""

import base64
import gzip
import tracemalloc
import warnings
import zlib
from typing import Any
from urllib.parse import quote, quote_plus

import orjson
import pytest

from tenrec.core import wire

EVENT = {"event": "buy", "distinct_id": "u1", "token": "phc_alice", "properties": {"a": "ž+ /="}}
PLAIN = orjson.dumps(EVENT)
PACKED = gzip.compress(PLAIN, mtime=0)
BASE64 = base64.b64encode(PLAIN)
PATHS = ["/e", "/i/v0/e", "/capture", "/track", "/engage", "/batch"]
FORM = {"content-type": "application/x-www-form-urlencoded"}
FORM_WITH_CHARSET = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
OK = b'{"status":"Ok"}'


def lz64(text: str) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lzstring import LZString
    return str(LZString().compressToBase64(text)).encode()


def documents(edge: Any) -> list[Any]:
    """As ingest will read them."""
    found = []
    for received in edge.kept():
        body = received.body
        if received.is_gzip:
            body, _ = wire.gunzip(body, limit=10**9)
        found.append(wire.loads(body))
    return found


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", [*PATHS, "/i/v0/ai/batch"])
def test_post__every_path__is_kept_and_answered(edge: Any, path: str, slash: str) -> None:
    reply = edge.send("POST", path + slash, PLAIN, {"user-agent": "curl/8"})
    assert (reply.status, reply.body) == (200, OK)
    assert reply.headers["content-type"] == "application/json"
    (received,) = edge.kept()
    assert (received.team_id, received.ip, received.user_agent) == (1, "192.0.2.7", "curl/8")
    assert received.kind == ("engage" if path == "/engage" else "v0")
    assert documents(edge) == [EVENT]
    assert edge.metrics.events[path] == 1


@pytest.mark.parametrize("path", PATHS)
def test_get__data_in_the_query__is_kept(edge: Any, path: str) -> None:
    for data in (quote_plus(PLAIN), quote_plus(BASE64), BASE64.decode()):
        assert edge.send("GET", f"{path}/?data={data}&ip=1&ver=1.2").status == 200
    assert documents(edge) == [EVENT] * 3


def test_get__gzip_in_base64_in_the_query__is_kept(edge: Any) -> None:
    data = quote(base64.b64encode(PACKED))
    assert edge.send("GET", f"/e/?compression=gzip-js&data={data}").status == 200
    assert (
        edge.send("GET", f"/e/?data={quote(lz64(PLAIN.decode()))}&compression=lz64").status == 200
    )
    assert documents(edge) == [EVENT] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/json"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {"content-encoding": "GZIP"},
        {"content-encoding": "br"},
        {},
    ],
)
def test_post__gzip__is_sniffed_and_kept_as_it_came(edge: Any, headers: dict[str, str]) -> None:
    assert edge.send("POST", "/e/?ip=1&ver=1.2", PACKED, headers).status == 200
    (received,) = edge.kept()
    assert (received.is_gzip, received.body) == (True, PACKED)
    assert documents(edge) == [EVENT]


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/e/", BASE64, {}),
        ("/batch/", BASE64, {}),
        ("/batch/?compression=base64", BASE64, {"content-type": "text/plain"}),
        ("/e/", base64.b64encode(PACKED), {}),
        ("/e/?compression=gzip-js", PACKED, {"content-type": "text/plain"}),
        ("/e/", b"data=" + quote_plus(PLAIN).encode(), FORM),
        ("/e/", b"data=" + quote_plus(BASE64).encode(), FORM),
        ("/e/", b"data=" + quote_plus(BASE64).encode() + b"&compression=base64", FORM),
        ("/batch/", b"data=" + quote_plus(BASE64).encode() + b"&compression=base64", FORM),
        ("/e/", b"data=" + BASE64.replace(b"+", b" "), FORM),
        ("/e/", b"compression=lz64&data=" + quote_plus(lz64(PLAIN.decode())).encode(), FORM),
        ("/e/?compression=LZ64", lz64(PLAIN.decode()), {"content-type": "text/plain"}),
        ("/e/?compression=unknown", PLAIN, {}),
        ("/e/", b"compression=gzip-js&data=" + quote_plus(base64.b64encode(PACKED)).encode(), FORM),
        ("/e/", b"data=" + quote_plus(PLAIN).encode(), FORM_WITH_CHARSET),
    ],
)  # fmt: skip
def test_post__every_encoding__is_the_same_event(
    edge: Any, path: str, body: bytes, headers: dict[str, str]
) -> None:
    reply = edge.send("POST", path, body, headers)
    assert (reply.status, reply.body) == (200, OK)
    assert documents(edge) == [EVENT]


def test_post__gzip_with_rubbish_behind__keeps_only_the_gzip(edge: Any) -> None:
    assert edge.send("POST", "/e/", PACKED + b"rubbish" * 100).status == 200
    assert edge.kept()[0].body == PACKED


def test_post__body_in_pieces__is_whole(edge: Any) -> None:
    assert edge.send("POST", "/e", [PLAIN[:5], b"", PLAIN[5:]]).status == 200
    assert documents(edge) == [EVENT]


def test_post__query__tells_when_it_was_sent_and_how_to_answer(edge: Any) -> None:
    reply = edge.send("POST", "/e/?_=1777633200123&beacon=1&ver=1", PLAIN)
    assert (reply.status, reply.body) == (204, b"")
    for query in ("_=soon", "_=99999999999999999999", "_=-5", "_", "beacon=2", "%ff=%00&&="):
        assert edge.send("POST", f"/e/?{query}", PLAIN).status == 200
    assert [received.sent_at for received in edge.kept()] == [1777633200123] + [None] * 6


def test_post__batch_and_array__count_their_events(edge: Any) -> None:
    event = {"event": "buy", "properties": {"distinct_id": "u1", "token": "phc_bob"}}
    assert edge.post("/batch", {"api_key": "phc_alice", "batch": [event] * 3}).status == 200
    assert edge.post("/e", [event] * 2).status == 200
    assert [received.team_id for received in edge.kept()] == [1, 2]
    assert edge.metrics.acknowledged_events == 5


def test_post__engage__needs_no_event_name(edge: Any) -> None:
    person = {"$token": "phc_alice", "$distinct_id": "u1", "$set": {"a": 1}}
    assert edge.post("/engage/", person).status == 200
    assert edge.post("/e/", person).status == 400
    assert [received.kind for received in edge.kept()] == ["engage"]


def test_post__personal_key__opens_its_project(edge: Any) -> None:
    assert edge.post("/e/", {**EVENT, "token": "phx_personal"}).status == 200
    assert edge.kept()[0].team_id == 1


def test_post__performance_event_alone__is_answered_ok(edge: Any) -> None:
    assert edge.post("/e/", {**EVENT, "event": "$performance_event"}).status == 200


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "text"),
    [
        ("/e", b"", {}, 400, "request missing data payload"),
        ("/e", b"data=", FORM, 400, "request missing data payload"),
        (
            "/e", PLAIN, FORM, 400,
            "failed to decode request: expected form data in POST request payload",
        ),
        ("/e", PACKED[:-9], {}, 400, "failed to decode request: invalid GZIP data"),
        ("/e", PLAIN, {"content-encoding": "gzip"}, 400,
         "failed to decode request: invalid GZIP data"),
        ("/e", b'{"a":"\xff"}', {}, 400,
         "failed to decode request: invalid UTF8 in request payload"),
        ("/e", gzip.compress(b"\xff\xfe", mtime=0), {}, 400,
         "failed to decode request: invalid UTF8 in request payload"),
        ("/e?compression=lz64", b"AAAAA", {}, 400, "failed to decode request: invalid LZ64 data"),
        ("/e", b"[]", {}, 400, "request holds no event"),
        ("/batch", b'{"api_key":"phc_alice","batch":[]}', {}, 400, "request holds no event"),
        ("/e", b'{"token":"a","distinct_id":"u"}', {}, 400,
         "failed to hydrate events from request: non-engage request missing event name attribute"),
        ("/e", b'{"token":"a","distinct_id":"u","event":""}', {}, 400,
         "event submitted with an empty event name"),
        ("/e", b'{"token":"a","event":"x"}', {}, 400, "event submitted without a distinct_id"),
        ("/e", b'{"token":"a","event":"x","distinct_id":"u","properties":{"$cookieless_mode":1}}',
         {}, 400, "event submitted with invalid cookieless mode"),
        ("/e", b'{"event":"x","distinct_id":"u"}', {}, 401, "event submitted without an api_key"),
        ("/e", b'[{"event":"x","distinct_id":"u","token":"a"},'
         b'{"event":"x","distinct_id":"u","token":"b"}]',
         {}, 401, "batch submitted with inconsistent api_key values"),
        ("/e", b'{"event":"x","distinct_id":"u","token":" "}', {}, 401,
         "API key is not valid: empty"),
        ("/e", b'{"event":"x","distinct_id":"u","token":"phc_nobody"}', {}, 401,
         "API key is not valid: unknown"),
    ],
)  # fmt: skip
def test_post__flaw__is_refused_with_its_exact_text(
    edge: Any, path: str, body: bytes, headers: dict[str, str], status: int, text: str
) -> None:
    reply = edge.send("POST", path, body, {**headers, "origin": "https://shop.test"})
    assert (reply.status, reply.text) == (status, text)
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.headers["access-control-allow-origin"] == "https://shop.test"
    assert "retry-after" not in reply.headers
    assert edge.kept() == []
    assert sum(edge.metrics.refused.values()) == 1


@pytest.mark.parametrize("body", [b"{", b"no json", b"NaN", b"[" * 5000, b"1", b'"text"', b" "])
def test_post__no_event_json__fails_to_parse(edge: Any, body: bytes) -> None:
    reply = edge.send("POST", "/batch", body)
    assert reply.status == 400
    assert reply.text.startswith("failed to parse request: ")


def test_post__one_bad_event_of_many__refuses_all(edge: Any) -> None:
    good = {"event": "x", "distinct_id": "u"}
    batch = [good] * 49 + [{"event": "x"}]
    reply = edge.post("/batch", {"api_key": "phc_alice", "batch": batch})
    assert (reply.status, reply.text) == (400, "event submitted without a distinct_id")
    assert edge.kept() == []


# Limits


def test_post__declared_too_large__is_refused_before_it_is_read(make_edge: Any) -> None:
    edge = make_edge(body_bytes=1000)
    for length in ("1001", "9" * 30):
        reply = edge.send("POST", "/e", [], {"content-length": length})
        assert reply.status == 413
        assert reply.text.startswith("maximum event size exceeded: ")


def test_post__body_grows_too_large__is_refused_while_it_is_read(make_edge: Any) -> None:
    edge = make_edge(body_bytes=1000)
    reply = edge.send("POST", "/e", [b"x" * 400] * 1000)
    assert reply.status == 413
    assert edge.kept() == []


def test_post__exactly_at_the_limit__is_taken(make_edge: Any) -> None:
    body = orjson.dumps({**EVENT, "properties": {"text": "a" * 1000}})
    edge = make_edge(body_bytes=len(body))
    assert edge.send("POST", "/e", body).status == 200
    assert edge.send("POST", "/e", gzip.compress(body)).status == 200
    assert edge.send("POST", "/e", body + b" ").status == 413
    assert edge.send("POST", "/e", gzip.compress(body + b" ")).status == 413


def gzip_bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)]
    return b"".join(parts) + packer.flush()


@pytest.mark.parametrize("query", ["", "?compression=lz64"])
def test_post__bomb__costs_no_memory(make_edge: Any, query: str) -> None:
    edge = make_edge(body_bytes=600_000)
    bomb = lz64("a" * 1_000_000) if query else gzip_bomb(500_000_000)
    tracemalloc.start()
    try:
        assert edge.send("POST", f"/e{query}", bomb).status == 413
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 15_000_000
    assert edge.kept() == []


def test_post__large_but_allowed__is_decoded_beside_the_loop(edge: Any) -> None:
    event = {"event": "x", "distinct_id": "u", "properties": {"text": "ab" * 2000}}
    document = {"api_key": "phc_alice", "batch": [event] * 1000}
    assert edge.post("/batch", document).status == 200
    assert edge.send("POST", "/batch", gzip.compress(orjson.dumps(document))).status == 200
    assert documents(edge) == [document] * 2


def test_post__stalled_body__is_given_up(make_edge: Any) -> None:
    edge = make_edge(read_seconds=0.05)
    reply = edge.send("POST", "/e", [PLAIN[:5]], stall=True)
    assert (reply.status, reply.text) == (408, "body read stalled")


def test_post__too_many_bodies_at_once__asks_to_retry(make_edge: Any) -> None:
    edge = make_edge(all_bodies_bytes=len(PLAIN))
    assert edge.send("POST", "/e", PLAIN).status == 200
    assert edge.send("POST", "/e", PLAIN).status == 200, "the first one gave its bytes back"
    reply = edge.send("POST", "/e", [PLAIN, b" "])
    assert (reply.status, reply.text) == (503, "transient error, please retry")


def test_post__journal_cannot_take_it__asks_to_retry(edge: Any) -> None:
    edge.journal.max_bytes = 10
    reply = edge.send("POST", "/e", PLAIN)
    assert (reply.status, reply.text) == (503, "transient error, please retry")
    assert "retry-after" not in reply.headers
    assert edge.kept() == []
    edge.journal.max_bytes = 10**9
    assert edge.send("POST", "/e", PLAIN).status == 200


def test_post__tokens_cannot_be_checked__asks_to_retry(edge: Any) -> None:
    def broken(token: str) -> int | None:
        raise OSError("database down")

    edge.load = broken
    reply = edge.send("POST", "/e", PLAIN)
    assert (reply.status, reply.text) == (503, "transient error, please retry")


# Browsers, proxies, other methods


def test_options__preflight__allows_what_was_asked(edge: Any) -> None:
    asked = {
        "origin": "https://shop.test",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-any",
    }
    reply = edge.send("OPTIONS", "/e/?ip=1", b"", asked)
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["access-control-allow-origin"] == "https://shop.test"
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers["access-control-allow-headers"] == "content-type,x-any"
    assert reply.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"


def test_options__plain__says_ok(edge: Any) -> None:
    assert edge.send("OPTIONS", "/e").json == {"status": "Ok"}


def test_head__data_in_the_query__captures_nothing(edge: Any) -> None:
    reply = edge.send("HEAD", f"/e/?data={quote_plus(PLAIN)}")
    assert (reply.status, reply.body) == (200, b"")
    assert edge.kept() == []


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/e"), ("DELETE", "/batch/"), ("GET", "/i/v0/ai/batch")]
)
def test_other_method__is_not_allowed(edge: Any, method: str, path: str) -> None:
    reply = edge.send(method, path, PLAIN)
    assert reply.status == 405
    assert "POST" in reply.headers["allow"]


@pytest.mark.parametrize(
    ("client", "forwarded", "ip"),
    [
        ("192.0.2.7", "203.0.113.5", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5, 10.0.0.9", "203.0.113.5"),
        ("10.0.0.1", "nonsense, 203.0.113.5:4711", "203.0.113.5"),
        ("10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_ip__forwarded__is_believed_from_trusted_proxies_only(
    edge: Any, client: str, forwarded: str, ip: str
) -> None:
    edge.send("POST", "/e", PLAIN, {"x-forwarded-for": forwarded}, client=client)
    assert edge.kept()[0].ip == ip
