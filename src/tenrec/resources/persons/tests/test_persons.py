"""Persons: list, search, retrieve."""

import json
from uuid import uuid4

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person

from .people import add

pytestmark = pytest.mark.usefixtures("store")


def test_retrieve__by_number_and_uuid(alice: User, project: Project, with_key: Caller) -> None:
    anonymous = str(uuid4())
    zoe = add(project, '{"email":"zoe@example.com"}', anonymous, "zoe-42")
    client, path = with_key(alice, "person:read"), f"/api/projects/{project.id}/persons/"
    body = client.get(f"{path}{zoe.id}/").json()
    assert (
        body
        == client.get(f"{path}{zoe.uuid}/").json()
        == client.get(f"/api/person/{zoe.id}").json()
    )
    assert body["name"] == "zoe@example.com"
    assert body["distinct_ids"] == ["zoe-42", anonymous]
    assert body["properties"] == {"email": "zoe@example.com"}
    assert body["uuid"] == str(zoe.uuid)
    assert client.get(f"{path}{uuid4()}/").status_code == 404
    answer = client.get(f"{path}zoe-42/")
    assert (answer.status_code, answer.json()["attr"]) == (400, "id")
    assert "distinct_id" in answer.json()["detail"]


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 19, "-1", "1.0", "\u0661"])
def test_retrieve__odd_numbers__4xx(
    alice: User, project: Project, with_key: Caller, number: str
) -> None:
    assert with_key(alice).get(f"/api/person/{number}/").status_code in {400, 404}


def test_name__best_known(alice: User, project: Project, with_key: Caller) -> None:
    anonymous = str(uuid4())
    add(project, "{}", anonymous)
    add(project, '{"name":5,"email":""}', "x")
    add(project, '{"email":null}', anonymous + "1", "x2")
    results = with_key(alice).get("/api/persons/").json()["results"]
    first = Person.objects.order_by("id").first()
    assert first is not None
    names = [row["name"] for row in results]
    assert names[0] in {"x2", anonymous + "1"}
    assert names[1:] == ["5", str(first.id)]


def test_properties__exact(alice: User, project: Project, with_key: Caller) -> None:
    exact = '{"big":123456789012345678901234567890,"null":null,"a.b":{},"p":1.10}'
    add(project, exact)
    for path in ("/api/person/", "/api/persons/"):
        assert exact in with_key(alice).get(path).content.decode()


def names(answer: object) -> list[str]:
    return sorted(row["distinct_ids"][0] for row in answer.json()["results"])


@pytest.fixture
def three(project: Project, second_project: Project) -> None:
    add(
        project,
        '{"email":"ada@example.com","plan":"pro","seats":5,"huge":"1e999","paid":true,"since":"2026-01-05"}',
        "ada",
    )
    add(
        project,
        '{"email":"bea@example.com","plan":"free","seats":12,"odd\\"\'":"x",'
        '"since":"2026-03-01T10:00:00Z"}',
        "bea",
    )
    add(project, "{}", "cem")
    add(second_project, '{"email":"ada@example.com"}', "elsewhere")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"distinct_id": "ada"}, ["ada"]),
        ({"distinct_id": "elsewhere"}, []),
        ({"email": "ada@example.com"}, ["ada"]),
        ({"email": "ADA"}, []),
        ({"search": "EXAMPLE.COM"}, ["ada", "bea"]),
        ({"search": "cem"}, ["cem"]),
        ({"search": "ce"}, []),
        ({"search": "elsewhere"}, []),
        ({"search": "%"}, []),
        ({"search": "_"}, []),
        ({"properties": [{"key": "plan", "value": "pro"}]}, ["ada"]),
        ({"properties": [{"key": "plan", "value": ["pro", "free"]}]}, ["ada", "bea"]),
        ({"properties": [{"key": "plan", "value": "pro", "operator": "is_not"}]}, ["bea", "cem"]),
        ({"properties": [{"key": "plan", "value": "R", "operator": "icontains"}]}, ["ada", "bea"]),
        (
            {"properties": [{"key": "plan", "value": "pr", "operator": "not_icontains"}]},
            ["bea", "cem"],
        ),
        ({"properties": [{"key": "seats", "value": 5}]}, ["ada"]),
        ({"properties": [{"key": "seats", "value": 5, "operator": "gt"}]}, ["bea"]),
        ({"properties": [{"key": "plan", "value": -5, "operator": "gt"}]}, []),
        ({"properties": [{"key": "huge", "value": 5, "operator": "gt"}]}, ["ada"]),
        ({"properties": [{"key": "paid", "value": True}]}, ["ada"]),
        ({"properties": [{"key": "paid", "operator": "is_set"}]}, ["ada"]),
        ({"properties": [{"key": "paid", "operator": "is_not_set"}]}, ["bea", "cem"]),
        ({"properties": [{"key": "odd\"'", "value": "x"}]}, ["bea"]),
        (
            {
                "properties": {
                    "type": "OR",
                    "values": [{"key": "plan", "value": "pro"}, {"key": "seats", "value": 12}],
                }
            },
            ["ada", "bea"],
        ),
        ({"properties": [{"key": "plan", "value": "^pr?o$", "operator": "regex"}]}, ["ada"]),
        ({"properties": [{"key": "plan", "value": "^p", "operator": "not_regex"}]}, ["bea", "cem"]),
        ({"properties": [{"key": "plan", "value": ["pro"], "operator": "in"}]}, ["ada"]),
        ({"properties": [{"key": "plan", "value": ["pro"], "operator": "not_in"}]}, ["bea", "cem"]),
        (
            {"properties": [{"key": "since", "value": "2026-02-01", "operator": "is_date_before"}]},
            ["ada"],
        ),
        (
            {"properties": [{"key": "since", "value": "2026-02-01", "operator": "is_date_after"}]},
            ["bea"],
        ),
        (
            {"properties": [{"key": "since", "value": "2026-01-05", "operator": "is_date_exact"}]},
            ["ada"],
        ),
        ({"properties": [{"key": "plan", "value": "(a+)+$", "operator": "regex"}]}, []),
        ({"distinct_id": "ada", "search": "example"}, ["ada"]),
        ({"distinct_id": "bea", "email": "ada@example.com"}, []),
        ({"search": "' OR 1=1 --"}, []),
        ({"distinct_id": "' OR 1=1 --"}, []),
        ({"properties": [{"key": "' OR 1=1 --", "value": "' OR '1'='1"}]}, []),
        ({"properties": [{"key": "%s", "value": "%(x)s", "operator": "icontains"}]}, []),
    ],
)
def test_filters(
    alice: User, project: Project, with_key: Caller, asked: dict[str, object], found: list[str]
) -> None:
    query = {k: v if isinstance(v, str) else json.dumps(v) for k, v in asked.items()}
    for path in ("/api/person/", f"/api/projects/{project.id}/persons/"):
        answer = with_key(alice).get(path, query)
        assert answer.status_code == 200
        assert names(answer) == found


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "5",
        '[{"key":"a","value":"x","operator":"near"}]',
        '[{"key":"a","value":"(","operator":"regex"}]',
        '[{"key":"a","value":"soon","operator":"is_date_after"}]',
        '[{"key":"a","type":"event"}]',
        '[{"key":"1 = 1","type":"hogql"}]',
        '[{"type":"cohort","value":"all"}]',
        '[{"type":"cohort","value":987654321}]',
        '[{"key":"a","value":{},"operator":"gt"}]',
    ],
)
def test_properties_filter__unreadable__400(
    alice: User, project: Project, with_key: Caller, value: str
) -> None:
    answer = with_key(alice).get("/api/persons/", {"properties": value})
    assert (answer.status_code, answer.json()["attr"]) == (400, "properties")


def test_list__number_of_queries__does_not_grow_with_the_page(
    alice: User, project: Project, with_key: Caller, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        add(project, "{}", f"p{n}", f"q{n}")
    client = with_key(alice)
    client.get("/api/persons/")
    with django_assert_max_num_queries(8):
        assert len(client.get("/api/persons/").json()["results"]) == 30
