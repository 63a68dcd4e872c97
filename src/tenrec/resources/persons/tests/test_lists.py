"""Lists of persons: chosen by ids and cohorts, page by page, and what their properties are."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.cohorts.members import write
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import Person
from tenrec.store.base import EventStore

from .people import add, put

SITE = "http://127.0.0.1:8000"
pytestmark = pytest.mark.usefixtures("store")


def cohort_of(store: EventStore, project: Project, *persons: Person) -> Cohort:
    cohort = Cohort.objects.create(project=project, name="Some", is_static=True, version=1)
    rows = [(project.id, cohort.pk, 1, str(person.uuid), 0) for person in persons]
    write(store, rows, f"test-{cohort.pk}-{project.id}")
    return cohort


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return sorted(row["distinct_ids"][0] for row in answer.json()["results"])


def test_ids__numbers_and_uuids__of_the_own_project(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    ada, bea = add(project, "{}", "ada"), add(project, '{"plan":"pro"}', "bea")
    theirs = add(second_project, "{}", "theirs")
    client = with_key(alice)
    asked = f"{ada.pk},{bea.uuid},{theirs.pk},{theirs.uuid}"
    for path in ("/api/person/", "/api/persons/"):
        assert ids(client.get(path, {"id": asked})) == ["ada", "bea"]
        pro = json.dumps([{"key": "plan", "value": "pro"}])
        assert ids(client.get(path, {"id": asked, "properties": pro})) == ["bea"]
        assert ids(client.get(path, {"id": theirs.pk, "properties": pro})) == []
        answer = client.get(path, {"id": "1,x"})
        assert (answer.status_code, answer.json()["attr"]) == (400, "id")


def test_cohort__its_members__and_none_of_another_project(
    alice: User,
    project: Project,
    second_project: Project,
    with_key: Caller,
    store: EventStore,
) -> None:
    ada = add(project, '{"email":"ada@example.com"}', "ada")
    add(project, "{}", "bea")
    cohort = cohort_of(store, project, ada)
    theirs = cohort_of(store, second_project, add(second_project, "{}", "theirs"))
    client = with_key(alice)
    assert ids(client.get("/api/persons/", {"cohort": cohort.pk})) == ["ada"]
    inside = [{"type": "cohort", "key": "id", "value": cohort.pk}]
    outside = [{**inside[0], "operator": "not_in"}]
    assert ids(client.get("/api/persons/", {"properties": json.dumps(inside)})) == ["ada"]
    assert ids(client.get("/api/persons/", {"properties": json.dumps(outside)})) == ["bea"]
    for asked in ({"cohort": theirs.pk}, {"cohort": "all"}):
        assert client.get("/api/persons/", asked).status_code == 400
    found = client.get("/api/persons/cohorts/", {"person_id": str(ada.uuid)}).json()
    assert found == {"results": [{"id": cohort.pk, "name": "Some"}]}


@pytest.mark.parametrize("asked", [{}, {"search": "@"}, {"search": "@", "include_total": "1"}])
@pytest.mark.parametrize("path", ["/api/persons/", "/api/person/"])
def test_next__followed_while_persons_are_added__each_once(
    alice: User, project: Project, with_key: Caller, path: str, asked: dict[str, str]
) -> None:
    moment = datetime(2026, 5, 5, 12, 0, 0, 5, tzinfo=UTC)
    # All have one moment: a page by time alone would lose or repeat them.
    sent = {f"p{n}" for n in range(7)}
    for name in sent:
        add(project, f'{{"email":"{name}@example.com"}}', name, at=moment)
    client, seen = with_key(alice), []
    answer = client.get(path, {**asked, "limit": 2}).json()
    while True:
        seen += [row["distinct_ids"][0] for row in answer["results"]]
        later = datetime(2026, 5, 6, tzinfo=UTC)
        add(project, '{"email":"new@example.com"}', f"new{len(seen)}", at=later)
        if answer["next"] is None:
            break
        answer = client.get(answer["next"].removeprefix(SITE)).json()
    assert len(seen) == len(set(seen))
    assert set(seen) == sent


def test_include_total__counts_all(alice: User, project: Project, with_key: Caller) -> None:
    for n in range(3):
        add(project, '{"email":"x@example.com"}', f"p{n}")
    client = with_key(alice)
    for asked in ({}, {"search": "example"}):
        assert "count" not in client.get("/api/persons/", asked).json()
        body = client.get("/api/persons/", {**asked, "include_total": "", "limit": 1}).json()
        assert (body["count"], len(body["results"])) == (3, 1)


def test_by_distinct_id(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    ada = add(project, "{}", "a/da?")
    add(second_project, "{}", "theirs")
    client, path = with_key(alice, "person:read"), "/api/person/by_distinct_id/"
    assert client.get(path, {"distinct_id": "a/da?"}).json()["uuid"] == str(ada.uuid)
    assert client.get(path, {"distinct_id": "theirs"}).status_code == 404
    assert client.get(path).json()["attr"] == "distinct_id"


def test_values__counted_and_of_the_own_project(
    alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    for text in ('{"plan":"pro"}', '{"plan":"pro"}', '{"plan":7}', '{"plan":null}', "{}"):
        add(project, text)
    add(second_project, '{"plan":"secret"}')
    client, path = with_key(alice), f"/api/projects/{project.id}/persons/values/"
    found = client.get(path, {"key": "plan"}).json()
    assert found == [{"name": "pro", "count": 2}, {"name": 7, "count": 1}]
    assert client.get(path, {"key": "plan", "value": "PR"}).json() == found[:1]
    assert client.get(path).json()["attr"] == "key"


def test_name__by_the_properties_that_the_project_chose(
    alice: User, project: Project, with_key: Caller
) -> None:
    ada = add(project, '{"email":"a@example.com","nick":"Ada"}', "ada")
    project.person_display_name_properties = ["nick"]
    project.save()
    assert with_key(alice).get(f"/api/persons/{ada.pk}/").json()["name"] == "Ada"


@pytest.mark.parametrize(
    "asked", [{"beyond": "x"}, {"beyond": "1_x"}, {"beyond": "9" * 18 + "_" + "0" * 32}]
)
def test_beyond__of_no_list__400(
    alice: User, project: Project, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get("/api/persons/", {"search": "a", **asked})
    assert (answer.status_code, answer.json()["attr"]) == (400, "beyond")


def test_list__number_of_queries__does_not_grow_with_the_page(
    alice: User,
    project: Project,
    with_key: Caller,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for n in range(20):
        add(project, '{"email":"x@example.com"}', f"p{n}", f"q{n}")
    client = with_key(alice)
    with django_assert_max_num_queries(10):
        assert len(client.get("/api/persons/", {"search": "x@"}).json()["results"]) == 20


@pytest.mark.parametrize("changed", [1, 30])
def test_properties__of_versions_that_are_old__count_no_more(
    alice: User, project: Project, with_key: Caller, changed: int
) -> None:
    """Also where so many are old that the quick search does not fill the page."""
    pro = json.dumps([{"key": "plan", "value": "pro"}])
    early = datetime(2026, 5, 4, tzinfo=UTC)
    for name in ("ada", "bea", "cat"):
        add(project, '{"plan":"pro"}', name, at=early)
    for n in range(changed):
        again(add(project, '{"plan":"pro"}', f"was{n}"), '{"plan":"free"}')
    again(add(project, '{"plan":"free"}', "dan", at=early), '{"plan":"pro"}')
    again(add(project, '{"plan":"pro"}', "gone"), "{}", is_deleted=True)
    client = with_key(alice)
    asked = {"properties": pro, "include_total": ""}
    answer = client.get("/api/persons/", asked)
    assert ids(answer) == ["ada", "bea", "cat", "dan"]
    assert answer.json()["count"] == 4
    seen, path = [], "/api/persons/"
    answer = client.get(path, {"properties": pro, "limit": 1})
    while True:
        seen += ids(answer)
        if answer.json()["next"] is None:
            break
        answer = client.get(answer.json()["next"].removeprefix(SITE))
    assert sorted(seen) == ["ada", "bea", "cat", "dan"]
    assert len(ids(client.get(path, {"properties": pro, "limit": 2, "offset": 1}))) == 2


def again(person: Person, properties: str, *, is_deleted: bool = False) -> None:
    """A newer row of somebody."""
    version = 100 if is_deleted else 1
    row = (person.team_id, str(person.uuid), person.created_at, properties)
    put("persons", (*row, False, None, version, is_deleted))
