"""Which project a request means."""

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person


def a_person(project: Project) -> Person:
    from uuid import uuid4

    from django.utils.timezone import now

    return Person.objects.create(team_id=project.id, uuid=uuid4(), created_at=now())


@pytest.fixture
def people(project: Project, second_project: Project, charlies_project: Project) -> dict[int, str]:
    """One person in each project."""
    everywhere = (project, second_project, charlies_project)
    return {place.id: str(a_person(place).uuid) for place in everywhere}


def uuids(answer: object) -> list[str]:
    return [row["uuid"] for row in answer.json()["results"]]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("tree", ["projects", "environments"])
def test_path__by_id_and_current__in_both_trees(
    alice: User,
    project: Project,
    second_project: Project,
    people: dict[int, str],
    with_key: Caller,
    tree: str,
    slash: str,
) -> None:
    client = with_key(alice)
    for asked, meant in (("@current", project), (second_project.id, second_project)):
        answer = client.get(f"/api/{tree}/{asked}/persons{slash}")
        assert uuids(answer) == [people[meant.id]]


@pytest.mark.parametrize("path", ["/api/person/", "/api/persons/", "/api/persons"])
def test_flat_route__project_visited_last(
    alice: User, second_project: Project, people: dict[int, str], with_key: Caller, path: str
) -> None:
    client = with_key(alice)
    assert uuids(client.get(path)) == [people[alice.current_project_id]]
    visit = {"set_current_team": second_project.id}
    assert client.patch("/api/users/@me/", visit, format="json").status_code == 200
    assert uuids(client.get(path)) == [people[second_project.id]]


@pytest.mark.parametrize("name", ["token", "api_key"])
def test_token_in_query__wins_over_visited_and_over_the_path(
    alice: User,
    project: Project,
    second_project: Project,
    people: dict[int, str],
    with_key: Caller,
    name: str,
) -> None:
    client = with_key(alice)
    for path in ("/api/person/", f"/api/projects/{project.id}/persons/"):
        answer = client.get(path, {name: second_project.api_token})
        assert uuids(answer) == [people[second_project.id]]


def test_token_in_query__of_a_stranger__403_and_unknown__401(
    alice: User, charlies_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    assert client.get("/api/person/", {"token": charlies_project.api_token}).status_code == 403
    assert client.get("/api/person/", {"token": "phc_nobody"}).status_code == 401


def test_flat_route__no_project_at_all__401_and_current__404(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    Project.objects.all().delete()
    assert client.get("/api/person/").status_code == 401
    assert client.get("/api/projects/@current/persons/").status_code == 404


def test_flat_route__visited_project_out_of_reach__the_oldest_in_reach(
    bob: User, project: Project, charlies_project: Project, with_key: Caller
) -> None:
    User.objects.filter(pk=bob.pk).update(current_project=charlies_project)
    assert with_key(bob).get("/api/projects/@current/").json()["id"] == project.id


def test_object_of_another_project__404(
    alice: User, project: Project, charlies_project: Project, with_key: Caller
) -> None:
    theirs = a_person(charlies_project)
    for asked in (theirs.id, theirs.uuid):
        answer = with_key(alice).get(f"/api/projects/{project.id}/persons/{asked}/")
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
