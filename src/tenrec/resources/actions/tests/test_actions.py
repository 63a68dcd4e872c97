"""Actions: made, checked, changed, deleted, and asked for."""

from typing import Any

import pytest
from django.apps import apps
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.actions.models import Action
from tenrec.store.base import Batch, EventStore

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
STEP = {"event": "$autocapture", "selector": "#buy > span", "text": "Buy", "url": "/cart"}


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/actions/"


def test_action__made__has_every_field(home: str, alice: User, with_key: Caller) -> None:
    answer = with_key(alice).post(
        home, {"name": " Bought ", "tags": ["Shop", "shop"], "steps": [STEP]}
    )
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert body["name"] == "Bought"
    assert body["tags"] == ["shop"]
    assert body["created_by"]["email"] == alice.email
    assert (body["deleted"], body["is_calculating"], body["is_action"]) == (False, False, True)
    assert body["steps"] == [
        STEP | {
            "tag_name": None, "href": None, "properties": [], "url_matching": "contains",
            "text_matching": "exact", "href_matching": "exact",
        }
    ]  # fmt: skip
    assert with_key(alice).get(f"{home}{body['id']}/").json() == body


@pytest.mark.parametrize(
    ("step", "attr"),
    [
        ({"selector": "a:hover"}, "steps__0__selector"),
        ({"selector": "a > > b"}, "steps__0__selector"),
        ({"url": "(", "url_matching": "regex"}, "steps__0__url"),
        ({"url": "(?=x)", "url_matching": "regex"}, "steps__0__url"),
        ({"text": "[", "text_matching": "regex"}, "steps__0__text"),
        ({"href": "*", "href_matching": "regex"}, "steps__0__href"),
        ({"url_matching": "moon"}, "steps__0__url_matching"),
        ({"event": ["x"]}, "steps__0__event"),
        ({"event": "x" * 401}, "steps__0__event"),
        ({"properties": "x"}, "steps__0__properties"),
        ({"properties": [1]}, "steps__0__properties__0"),
        ({"properties": [{"key": "x", "operator": "moon", "value": 1}]}, "steps__0__properties"),
        ({"properties": [{"key": "x", "operator": "regex", "value": "("}]}, "steps__0__properties"),
        ({"properties": [{"key": "x", "type": "session", "value": 1}]}, "steps__0__properties"),
        ({"properties": [{"key": "1 +", "type": "hogql"}]}, "steps__0__properties"),
        ({"properties": [{"key": "nothing = 1", "type": "hogql"}]}, "steps__0__properties"),
        ({"properties": [{"key": "nope(1)", "type": "hogql"}]}, "steps__0__properties"),
        ({"properties": [{"key": "matchesAction('x')", "type": "hogql"}]}, "steps__0__properties"),
        ({"properties": [{"type": "cohort", "value": 999_999}]}, "steps__0__properties"),
        ({"properties": [{"key": "count() > 1", "type": "hogql"}]}, "steps__0__properties"),
        ({"properties": [{"key": "x", "operator": ["exact"], "value": 1}]}, "steps__0__properties"),
        ({"properties": [{"values": 5}]}, "steps__0__properties"),
        (
            {"properties": [{"values": [{"key": "x", "operator": "regex", "value": "("}]}]},
            "steps__0__properties",
        ),
        ({"properties": [{"key": "id", "type": "cohort"}]}, "steps__0__properties"),
    ],
)
def test_action__bad_step__400_names_it_and_nothing_is_kept(
    home: str, alice: User, with_key: Caller, step: dict[str, Any], attr: str
) -> None:
    answer = with_key(alice).post(home, {"name": "Bad", "steps": [step]})
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.json()
    assert not Action.objects.exists()


@pytest.mark.parametrize("steps", ["x", [1], {"0": {}}, [[]], None, [{}] * 101])
def test_action__bad_steps__400(home: str, alice: User, with_key: Caller, steps: Any) -> None:
    answer = with_key(alice).post(home, {"name": "Bad", "steps": steps})
    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert answer.json()["attr"].startswith("steps")


def test_action__name_of_a_live_one__400_unique(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    first = client.post(home, {"name": "Bought"}).json()["id"]
    again = client.post(home, {"name": "Bought"})
    assert (again.status_code, again.json()["code"], again.json()["attr"]) == (
        400, "unique", "name",
    )  # fmt: skip
    assert client.patch(f"{home}{first}/", {"deleted": True}).status_code == 200
    second = client.post(home, {"name": "Bought"}).json()["id"]
    back = client.patch(f"{home}{first}/", {"deleted": False})
    assert (back.status_code, back.json()["attr"]) == (400, "name")
    renamed = client.patch(f"{home}{second}/", {"name": "Sold"})
    assert renamed.status_code == 200
    assert client.patch(f"{home}{first}/", {"deleted": False}).status_code == 200
    assert [client.post(home, {"name": None}).status_code for _ in range(2)] == [201, 201]


def test_action__changed__keeps_steps_unless_they_are_sent(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    one = f"{home}{client.post(home, {'name': 'A', 'steps': [STEP, {}]}).json()['id']}/"
    assert len(client.patch(one, {"description": "x"}).json()["steps"]) == 2
    assert len(client.patch(one, {"steps": [STEP]}).json()["steps"]) == 1
    assert client.patch(one, {"steps": []}).json()["steps"] == []
    assert (client.delete(one).status_code, client.delete(one).content) == (405, b"")
    log = client.get(f"{one}activity/").json()["results"]
    assert [row["activity"] for row in log] == ["updated", "updated", "updated", "created"]
    assert {change["field"] for row in log for change in row["detail"]["changes"]} == {
        "steps", "description",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["C", "B", "A"]),
        ({"order": "name"}, ["A", "B", "C"]),
        ({"search": "b"}, ["B"]),
        ({"search": "second"}, ["B"]),
        ({"tags": '["x", "y"]'}, ["B", "A"]),
        ({"tags": "z"}, []),
        ({"created_by": "0"}, []),
    ],
)
def test_list__filters(
    home: str, alice: User, with_key: Caller, asked: dict[str, str], found: list[str]
) -> None:
    client = with_key(alice)
    for name, tags in (("A", ["x"]), ("B", ["y"]), ("C", [])):
        description = "second" if name == "B" else ""
        client.post(home, {"name": name, "tags": tags, "description": description})
    for path in (home, "/api/actions/", "/api/action"):
        assert [row["name"] for row in client.get(path, asked).json()["results"]] == found


@pytest.mark.parametrize(
    "asked", [{"order": "team"}, {"tags": "[1]"}, {"tags": "["}, {"created_by": "me"}]
)
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_action__of_another_project__is_not_found(
    home: str, alice: User, charlie: User, second_project: Project, with_key: Caller
) -> None:
    made = with_key(alice).post(home, {"name": "A"}).json()["id"]
    other = f"/api/projects/{second_project.id}/actions/{made}/"
    for path in (other, f"{other}activity/", f"{other}count/"):
        assert with_key(alice).get(path).status_code == 404
    assert with_key(alice).patch(other, {"name": "B"}).status_code == 404
    assert with_key(charlie).get(f"{home}{made}/").status_code == 403
    assert with_key(alice, "action:read").post(home, {"name": "B"}).status_code == 403
    asked = {"query": {"kind": "HogQLQuery", "query": "select matchesAction('A') from events"}}
    answer = with_key(alice).post(f"/api/projects/{second_project.id}/query/", asked)
    assert answer.status_code == 400
    assert "no action" in answer.json()["detail"]


def test_action__in_sql_and_counted(
    home: str, alice: User, project: Project, with_key: Caller, store: EventStore
) -> None:
    columns = ["team_id", "uuid", "event", "timestamp", "properties", "elements_chain"]
    moment = now().strftime("%Y-%m-%d %H:%M:%S")
    rows = [
        ("$autocapture", '{"$current_url":"/cart"}', 'span:text="Buy";button:attr_id="buy"'),
        ("$autocapture", '{"$current_url":"/cart"}', 'span:text="Sell";button:attr_id="buy"'),
        ("$pageview", '{"$current_url":"/cart"}', ""),
    ]
    lines = [
        "\t".join([str(project.id), f"00000000-0000-4000-8000-00000000000{n}", name, moment, *rest])
        for n, (name, *rest) in enumerate(rows)
    ]
    data = "".join(f"{line}\n" for line in lines).encode()
    store.insert(Batch("events", columns, data, f"actions-{project.id}"))
    client = with_key(alice)
    made = client.post(home, {"name": "Bought", "steps": [STEP]}).json()["id"]
    assert client.get(f"{home}{made}/count/").json() == {"count": 1}
    query = "select count() from events where matchesAction('Bought')"
    asked = {"query": {"kind": "HogQLQuery", "query": query}}
    answer = client.post(f"/api/projects/{project.id}/query/", asked)
    assert answer.json()["results"] == [[1]]
    client.patch(f"{home}{made}/", {"deleted": True})
    assert client.post(f"/api/projects/{project.id}/query/", asked).status_code == 400


def test_action__of_a_cohort__is_of_this_project_and_may_be_calculated_later(
    home: str, project: Project, second_project: Project, alice: User, with_key: Caller
) -> None:
    cohorts = apps.get_model("persons", "Cohort").objects
    mine = cohorts.create(project=project, name="Mine")
    foreign = cohorts.create(project=second_project, name="Foreign")
    for cohort, status in ((mine, 201), (foreign, 400)):
        steps = [{"properties": [{"type": "cohort", "key": "id", "value": cohort.pk}]}]
        answer = with_key(alice).post(home, {"name": cohort.name, "steps": steps})
        assert answer.status_code == status, answer.json()


def test_list__many__asks_as_often_as_for_one(
    home: str, alice: User, project: Project, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = with_key(alice)
    for number in range(20):
        Action.objects.create(project=project, name=str(number), created_by=alice)
    client.get(home)
    with django_assert_max_num_queries(6):
        assert len(client.get(home).json()["results"]) == 20
