"""`next` followed to the end gives each row once."""

import base64
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person
from tenrec.taxonomy.models import EventDefinition

SITE = "http://127.0.0.1:8000"


def add_people(project: Project, count: int) -> None:
    Person.objects.bulk_create(
        Person(team_id=project.id, uuid=uuid4(), created_at=now()) for _ in range(count)
    )


def follow(client: APIClient, path: str, project: Project | None = None) -> list[int]:
    """Ids of all pages; with a project, somebody new comes after each page."""
    ids: list[int] = []
    link: str | None = path
    while link:
        body = client.get(link.removeprefix(SITE)).json()
        ids += [row["id"] for row in body["results"]]
        link = body["next"]
        if project is not None:
            add_people(project, 1)
    return ids


def test_cursor__is_the_form_of_the_documents(
    alice: User, project: Project, with_key: Caller
) -> None:
    add_people(project, 3)
    body = with_key(alice).get("/api/person/?limit=2").json()
    assert body.keys() == {"next", "previous", "results"}
    last = body["results"][-1]["id"]
    cursor = base64.b64encode(f"p={last}".encode()).decode().replace("=", "%3D")
    assert body["next"] == f"{SITE}/api/person/?cursor={cursor}&limit=2"
    assert body["previous"] is None


def test_cursor__rows_are_added_meanwhile__each_row_once(
    alice: User, project: Project, with_key: Caller
) -> None:
    add_people(project, 25)
    before = set(Person.objects.values_list("id", flat=True))
    seen = follow(with_key(alice), "/api/person/?limit=4", project)
    assert seen == sorted(before, reverse=True)


def test_cursor__key_in_the_query__next_works_verbatim(
    alice: User, project: Project, with_key: Caller
) -> None:
    add_people(project, 5)
    value = with_key(alice)._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    seen = follow(APIClient(), f"/api/person/?limit=2&personal_api_key={value}")
    assert len(set(seen)) == 5


@pytest.mark.parametrize(
    "cursor", ["x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "é", "bz0tMQ==", "cj14"]
)
def test_cursor__unreadable__404(
    alice: User, project: Project, with_key: Caller, cursor: str
) -> None:
    answer = with_key(alice).get("/api/person/", {"cursor": cursor})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_offset__all_pages_and_back(alice: User, project: Project, with_key: Caller) -> None:
    add_people(project, 7)
    client, path = with_key(alice), f"/api/projects/{project.id}/persons/"
    assert len(set(follow(client, f"{path}?limit=3"))) == 7
    body = client.get(f"{path}?limit=3&offset=3").json()
    assert "count" not in body
    assert body["previous"] == f"{SITE}{path}?limit=3"
    assert body["next"].startswith(f"{SITE}{path}?limit=3&offset=6")
    assert client.get(f"{path}?include_total").json()["count"] == 7


def test_list__count_next_previous_results(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    body = with_key(alice).get("/api/projects/?limit=1").json()
    assert (body["count"], body["previous"]) == (2, None)
    assert body["next"].startswith(f"{SITE}/api/projects/?limit=1&offset=1")


@pytest.mark.parametrize("extra", ["", "&include_total"])
def test_offset__rows_are_added_meanwhile__each_row_once(
    alice: User, project: Project, with_key: Caller, extra: str
) -> None:
    add_people(project, 25)
    before = set(Person.objects.values_list("id", flat=True))
    path = f"/api/projects/{project.id}/persons/?limit=4{extra}"
    assert follow(with_key(alice), path, project) == sorted(before, reverse=True)


@pytest.mark.parametrize("created_at", [None, datetime(2025, 6, 1, 10, tzinfo=UTC)])
def test_offset__rows_without_numbers_are_added_meanwhile__each_row_once(
    alice: User, project: Project, with_key: Caller, created_at: datetime | None
) -> None:
    def add(name: str) -> None:  # the worker knows only the hour, the API not even that
        EventDefinition.objects.create(team_id=project.id, name=name, created_at=created_at)

    for index in range(9):
        add(f"seen {index}")
    client, names = with_key(alice), list[str]()
    link: str | None = f"/api/projects/{project.id}/event_definitions/?limit=2"
    while link:
        body = client.get(link.removeprefix(SITE)).json()
        names += [row["name"] for row in body["results"]]
        link = body["next"]
        add(f"added {len(names)}")
    assert sorted(names) == [f"seen {index}" for index in range(9)]


@pytest.mark.parametrize("value", ["x", "-1", "2020-01-01", "9" * 40])
def test_up_to__not_from_a_link__400_names_it(
    alice: User, project: Project, with_key: Caller, value: str
) -> None:
    for path in ("/api/projects/@current/event_definitions/", "/api/persons/"):
        answer = with_key(alice).get(path, {"up_to": value})
        assert (answer.status_code, answer.json()["attr"]) == (400, "up_to")


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", ["abc", "-1", "1.5", "9" * 30, "\u0663"])
def test_number__is_none__400_names_it(
    alice: User, project: Project, with_key: Caller, name: str, value: str
) -> None:
    for path in ("/api/projects/", "/api/persons/"):
        answer = with_key(alice).get(path, {name: value})
        assert answer.status_code == 400
        assert answer.json()["attr"] == name
