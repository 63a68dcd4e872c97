"""One shape for every refusal under /api."""

import json

import pytest
from django.test import override_settings
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.core.errors import QueryRefused, Unavailable
from tenrec.rest.errors import handle
from tenrec.rest.views import PublicView
from tenrec.urls import handler500  # noqa: F401  Django reads it from this module

MEMBERS = {"type", "code", "detail", "attr"}


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
@pytest.mark.parametrize("where", ["/api", "/api/", "/api/nothing", "/api/projects/1/nothing/x"])
def test_unknown_path__every_method__404_in_shape(method: str, where: str) -> None:
    answer = getattr(APIClient(enforce_csrf_checks=True), method)(where)
    assert answer.status_code == 404
    if method != "head":
        assert answer.json() == {
            "type": "invalid_request",
            "code": "not_found",
            "detail": "Endpoint not found.",
            "attr": None,
        }


def test_known_path__wrong_method__405_in_shape(alice: User, with_key: Caller) -> None:
    answer = with_key(alice).delete("/api/event/")
    assert answer.status_code == 405
    assert answer.json() == {
        "type": "invalid_request",
        "code": "method_not_allowed",
        "detail": 'Method "DELETE" not allowed.',
        "attr": None,
    }


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b"{'a': 1}",
        b"\x00",
    ],
)
def test_body__not_json__400_parse_error(alice: User, with_key: Caller, body: bytes) -> None:
    answer = with_key(alice).patch("/api/users/@me/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "parse_error"
    assert answer.json()["type"] == "invalid_request"


@pytest.mark.parametrize("body", [b"[]", b"17", b'"text"', b"null", b"true"])
def test_body__json_but_no_object__400(alice: User, with_key: Caller, body: bytes) -> None:
    answer = with_key(alice).patch("/api/users/@me/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json().keys() == MEMBERS


def test_body__other_content_type__415(alice: User, with_key: Caller) -> None:
    answer = with_key(alice).patch("/api/users/@me/", b"<a/>", content_type="text/xml")
    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


def test_body__over_20_mb__413(alice: User, with_key: Caller) -> None:
    long = b'{"first_name": "' + b"a" * (20 * 1024 * 1024) + b'"}'
    answer = with_key(alice).patch("/api/users/@me/", long, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json().keys() == MEMBERS
    form = b"first_name=" + b"a" * (20 * 1024 * 1024)
    kind = "application/x-www-form-urlencoded"
    assert with_key(alice).patch("/api/users/@me/", form, content_type=kind).status_code == 413


@pytest.mark.parametrize("name", ["search", "distinct_id", "email", "limit", "\x00"])
def test_query__nul_character__400_names_it(
    alice: User, project: Project, with_key: Caller, name: str
) -> None:
    answer = with_key(alice).get(f"/api/projects/{project.id}/persons/", {name: "a\x00b"})
    assert answer.status_code == 400
    assert answer.json()["attr"] == (name.replace("\x00", "") or None)


@pytest.mark.parametrize("host", ["evil.example", "a b", "evil.example:99999", "[::1", "a/b"])
def test_host_header__anything__never_in_an_address(
    alice: User, project: Project, second_project: Project, with_key: Caller, host: str
) -> None:
    answer = with_key(alice).get("/api/projects/?limit=1", HTTP_HOST=host)
    assert answer.status_code in {200, 400}
    assert b"evil.example" not in answer.content
    if answer.status_code == 200:
        assert answer.json()["next"].startswith("http://127.0.0.1:8000/api/projects/")


def test_first_error__nested_and_indexed__attr_is_the_way_to_it() -> None:
    error = serializers.ValidationError({"steps": [{}, {"event": ["No."]}], "b": ["x"]})
    answer = handle(error, {})
    assert answer is not None
    assert answer.data == {
        "type": "validation_error",
        "code": "invalid_input",
        "detail": "No.",
        "attr": "steps__1__event",
    }


def test_tenrec_error__refused_query__says_where() -> None:
    answer = handle(QueryRefused("No such column.", code="unknown_field", start=7, end=9), {})
    assert answer is not None
    assert answer.status_code == 400
    assert answer.data["extra"] == {"start": 7, "end": 9}


def test_tenrec_error__unavailable__503() -> None:
    answer = handle(Unavailable("Later."), {})
    assert answer is not None
    assert (answer.status_code, answer.data["type"]) == (503, "server_error")


class _Broken(PublicView):
    def get(self, request: Request) -> Response:
        raise RuntimeError("secret phx_inside")


urlpatterns = [path("api/broken", _Broken.as_view())]


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_fault__500_without_details() -> None:
    answer = APIClient(raise_request_exception=False).get("/api/broken")
    assert answer.status_code == 500
    assert json.loads(answer.content) == {
        "type": "server_error",
        "code": "error",
        "detail": "A server error occurred.",
        "attr": None,
    }


def test_answer__of_any_view__is_kept_by_nobody(alice: User, with_key: Caller) -> None:
    for caller in (with_key(alice), APIClient()):
        assert caller.get("/api/users/@me/").headers["Cache-Control"] == "no-store"
