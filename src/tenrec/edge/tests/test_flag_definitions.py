"""`/flags/definitions`: who may read them, and how a client hears that nothing has changed."""

import pytest

from tenrec.edge.flags.source import Grant

from .conftest import Edge
from .flag_desk import flag

SECRET = {"authorization": "Bearer phs_secret"}
PATH = "/flags/definitions?token=phc_alice&send_cohorts"


@pytest.fixture
def granted(edge: Edge) -> Edge:
    edge.desk.grants["phs_secret", "phc_alice"] = Grant(1)
    edge.desk.grants["phs_secret", ""] = Grant(1)
    edge.desk.put(flag("a"), flag("b"))
    return edge


def test_get__with_a_key__tells_all(granted: Edge) -> None:
    for path in (PATH, "/flags/definitions/?token=phc_alice", "/flags/definitions"):
        reply = granted.send("GET", path, headers=SECRET)
        assert (reply.status, reply.json) == (200, ["a", "b"])
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["cache-control"] == "private, must-revalidate"
        assert reply.headers["etag"] == 'W/"etag10"'
    assert granted.metrics.requests["/flags/definitions"] == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ('W/"etag10"', 304),
        ('"etag10"', 304),
        ("etag10", 304),
        ('"old", W/"etag10"', 304),
        ("*", 304),
        ('"old"', 200),
        ('""', 200),
        ("", 200),
    ],
)
def test_get__with_a_tag__is_304_while_nothing_changed(
    granted: Edge, sent: str, status: int
) -> None:
    reply = granted.send("GET", PATH, headers={**SECRET, "if-none-match": sent})
    assert reply.status == status
    assert reply.headers["etag"] == 'W/"etag10"'
    assert (reply.body == b"") is (status == 304)


def test_get__after_a_change__is_new_at_once(granted: Edge) -> None:
    granted.send("GET", PATH, headers=SECRET)
    granted.desk.put(flag("only one"))
    assert granted.send("GET", PATH, headers=SECRET).json == ["only one"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "not_authenticated"),
        ("Bearer ", "not_authenticated"),
        ("Basic phs_secret", "not_authenticated"),
        ("phs_secret", "not_authenticated"),
        ("Bearer phs_other", "authentication_failed"),
        ("bearer phc_alice", "authentication_failed"),
    ],
)
def test_get__without_a_good_key__is_401_in_json(
    granted: Edge, header: str | None, code: str
) -> None:
    headers = {} if header is None else {"authorization": header}
    reply = granted.send("GET", PATH, headers=headers)
    assert reply.status == 401
    assert reply.json["type"] == "authentication_error"
    assert reply.json["code"] == code
    assert reply.json["detail"]
    assert reply.json["attr"] is None


def test_get__endless_key_or_token__is_401_and_not_held(granted: Edge) -> None:
    for key, token in (("phx_" + "a" * 200, "phc_alice"), ("phs_one", "phc_" + "a" * 200)):
        path = f"/flags/definitions?token={token}"
        reply = granted.send("GET", path, headers={"authorization": f"Bearer {key}"})
        assert (reply.status, reply.json["code"]) == (401, "authentication_failed")
    assert granted.desk.source.grants.weight == 0


def test_get__key_without_the_right__is_403(granted: Edge) -> None:
    granted.desk.grants["phx_weak", "phc_alice"] = Grant(None, 403, "permission_denied", "No.")
    reply = granted.send("GET", PATH, headers={"authorization": "Bearer phx_weak"})
    assert (reply.status, reply.json["code"]) == (403, "permission_denied")


def test_get__database_away__answers_what_was_known(granted: Edge) -> None:
    assert granted.send("GET", PATH, headers=SECRET).status == 200
    granted.desk.is_down = True
    granted.desk.source.definitions.forget()
    assert granted.send("GET", PATH, headers=SECRET).json == ["a", "b"]
    granted.desk.grants["phs_two", "phc_bob"] = Grant(2)
    reply = granted.send(
        "GET", "/flags/definitions?token=phc_bob", headers={"authorization": "Bearer phs_two"}
    )
    assert (reply.status, reply.json["code"]) == (503, "service_unavailable")


def test_methods__others__are_answered_as_documented(granted: Edge) -> None:
    head = granted.send("HEAD", PATH)
    assert (head.status, head.body) == (200, b"")
    for method, status in (("OPTIONS", 204), ("POST", 405), ("DELETE", 405)):
        reply = granted.send(method, PATH)
        assert (reply.status, reply.body) == (status, b"")
        assert reply.headers["allow"] == "GET, OPTIONS, HEAD"
