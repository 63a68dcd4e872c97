"""Nesting without end: refused where it comes in, whatever carries it, and nothing is kept."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest.parsers import MOST_LEVELS, JSONBody

ME = "/api/users/@me/"


def nested(levels: int) -> str:
    return '{"a": ' * levels + "1" + "}" * levels


@pytest.mark.parametrize("levels", [MOST_LEVELS, 900, 955, 960, 965, 970, 975, 980, 5000])
def test_json_body__endless_levels__400(alice: User, with_key: Caller, levels: int) -> None:
    client = with_key(alice)
    body = f'{{"hedgehog_config": {nested(levels)}}}'
    answer = client.patch(ME, body, content_type="application/json")
    assert (answer.status_code, answer.json().get("code")) == (400, "parse_error")
    assert client.get(ME).json()["hedgehog_config"] is None


def test_json_body__as_deep_as_may_be__is_kept(alice: User, with_key: Caller) -> None:
    body = f'{{"hedgehog_config": {nested(MOST_LEVELS - 1)}}}'
    answer = with_key(alice).patch(ME, body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["hedgehog_config"] == json.loads(nested(MOST_LEVELS - 1))


@pytest.mark.parametrize("text", ['"' + "[" * 1000 + '"', json.dumps([[]] * 1000), "[{}, {}]"])
def test_json_body__many_brackets_but_flat__is_read(text: str) -> None:
    assert JSONBody().parse(BytesIO(text.encode())) == json.loads(text)


@pytest.mark.parametrize(
    ("path", "member", "model"),
    [
        ("cohorts", "filters", "persons.Cohort"),
        ("notebooks", "content", "notebooks.Notebook"),
        ("insight_variables", "values", "insight_variables.InsightVariable"),
    ],
)
def test_form__endless_levels_in_a_member__400_and_nothing_kept(
    alice: User, project: Project, with_key: Caller, path: str, member: str, model: str
) -> None:
    form: dict[str, Any] = {"name": "x", "title": "x", "type": "List", member: nested(3000)}
    answer = with_key(alice).post(f"/api/projects/{project.id}/{path}/", form, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert apps.get_model(model)._default_manager.count() == 0
