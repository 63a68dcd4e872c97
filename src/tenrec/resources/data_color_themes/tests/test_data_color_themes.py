"""Palettes: the built-in one stays as it is, the project's own come and go."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.data_color_themes.models import DataColorTheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/data_color_themes/"


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def test_theme__made_listed_changed_deleted(home: str, client: APIClient) -> None:
    made = client.post(home, {"name": "Ours", "colors": {"preset-1": "#fff"}})
    assert made.status_code == 201, made.json()
    one = f"{home}{made.json()['id']}/"
    assert client.patch(one, {"colors": {"preset-2": "#00ff00"}}).status_code == 200
    listed = client.get(home).json()
    assert [(row["name"], row["is_global"]) for row in listed["results"]] == [
        ("Default theme", True),
        ("Ours", False),
    ]
    assert listed["count"] == 2
    assert client.delete(one).status_code == 204


def test_theme__default__can_be_read_and_not_changed(home: str, client: APIClient) -> None:
    theme = client.get(f"{home}0/").json()
    assert len(set(theme["colors"].values())) == 15
    assert client.patch(f"{home}0/", {"name": "Mine"}).status_code == 403
    assert client.delete(f"{home}0/").status_code == 403
    assert not DataColorTheme.objects.exists()


@pytest.mark.parametrize(
    ("colors", "attr"),
    [
        ([], "colors"),
        ({}, "colors"),
        ({"red": "#ff0000"}, "colors__red"),
        ({"preset-1": "red"}, "colors__preset-1"),
        ({"preset-1": "#ff0000;x"}, "colors__preset-1"),
    ],
)
def test_theme__what_is_no_color__is_refused(
    home: str, client: APIClient, colors: Any, attr: str
) -> None:
    answer = client.post(home, {"name": "Ours", "colors": colors})
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_theme__of_another_project__does_not_exist(
    client: APIClient, home: str, second_project: Project
) -> None:
    theme = DataColorTheme.objects.create(project=second_project, name="x", colors={})
    assert client.get(f"{home}{theme.id}/").status_code == 404
    assert client.get(home).json()["count"] == 1
