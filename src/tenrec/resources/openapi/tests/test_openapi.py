"""The document is whole, and its pages ask no other host."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient


@pytest.fixture(scope="module")
def document() -> Any:
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=out)
    return json.loads(out.getvalue())


def test_document__by_accept_header__json_or_yaml(db: None) -> None:
    as_json = APIClient().get("/api/schema/", HTTP_ACCEPT="application/json")
    assert json.loads(as_json.content)["openapi"].startswith("3.")
    as_yaml = APIClient().get("/api/schema/")
    assert as_yaml.content.startswith(b"openapi: 3.")
    assert b"openapi" in APIClient().get("/api/schema/?format=json").content


def test_document__security__is_the_scope_that_a_key_needs(document: Any) -> None:
    paths = document["paths"]
    query = paths["/api/projects/{project_id}/query/"]["post"]
    assert query["security"][0] == {"PersonalAPIKeyAuth": ["query:read"]}
    reset = paths["/api/projects/{id}/reset_token/"]["patch"]
    assert reset["security"][0] == {"PersonalAPIKeyAuth": ["project:write"]}
    assert paths["/api/personal_api_keys/"]["post"]["security"] == [{"SessionAuth": []}]
    schemes = document["components"]["securitySchemes"]
    assert schemes["PersonalAPIKeyAuth"] == {"type": "http", "scheme": "bearer"}


def test_document__names_of_operations_and_tags(document: Any) -> None:
    operations = {
        operation["operationId"]: (path, operation)
        for path, item in document["paths"].items()
        for operation in item.values()
    }
    assert operations["persons_list"][0] == "/api/projects/{project_id}/persons/"
    assert operations["persons_list"][1]["tags"] == ["persons"]
    assert operations["query_create"][0] == "/api/projects/{project_id}/query/"
    assert operations["list"][0] == "/api/organizations/"
    assert operations["environments_query_create"][1]["deprecated"] is True


def test_document__flat_twins__are_left_out(document: Any) -> None:
    flat = {"/api/person/", "/api/persons/", "/api/event/", "/api/query/"}
    assert not flat & document["paths"].keys()


def test_document__refusals__have_their_shape_everywhere(document: Any) -> None:
    for path, item in document["paths"].items():
        for operation in item.values():
            refusal = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert refusal == {"$ref": "#/components/schemas/Error"}, path


@pytest.mark.parametrize("page", ["swagger-ui", "redoc"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_page__asks_no_other_host(db: None, page: str, slash: str) -> None:
    answer = APIClient().get(f"/api/schema/{page}{slash}", HTTP_ACCEPT="text/html")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "/static/drf_spectacular_sidecar/" in text
