"""Every address of the capture protocols is answered, with and without the slash behind."""

from typing import Any

import pytest

V0 = ("/e", "/i/v0/e", "/capture", "/track", "/engage", "/batch", "/s")
GET, POST, OPTIONS = "GET", "POST", "OPTIONS"
METHODS = {
    **{path: {GET, POST, OPTIONS} for path in V0},
    "/i/v0/ai/batch": {POST},
    "/i/v0/ai": {POST, OPTIONS},
    "/i/v0/ai/otel": {POST, OPTIONS},
    "/i/v1/analytics/events": {POST},
    "/i/v1/ai/events": {POST},
    "/_readiness": {GET},
    "/_liveness": {GET},
    "/": {GET},
    "/test/black_hole": {GET, POST},
}


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", METHODS)
def test_path__each_method__is_answered_or_refused_by_name(
    edge: Any, path: str, slash: str
) -> None:
    address = path if path.endswith("/") else path + slash
    for method in (GET, POST, OPTIONS, "PUT", "DELETE"):
        status = edge.send(method, address).status
        assert status != 404
        assert (status != 405) == (method in METHODS[path]), (method, status)


@pytest.mark.parametrize("path", [p for p, methods in METHODS.items() if POST in methods])
def test_path__asked_by_a_page__may_be_used_by_it(edge: Any, path: str) -> None:
    asked = {
        "origin": "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, authorization",
    }
    reply = edge.send(OPTIONS, path, b"", asked)
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["access-control-allow-origin"] == "https://shop.example"
    assert reply.headers["access-control-allow-headers"] == "content-type, authorization"
    assert "POST" in reply.headers["access-control-allow-methods"]
