"""Any list as a CSV file."""

import csv
import io
from uuid import uuid4

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person
from tenrec.rest.csv_answer import as_csv


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_rows__of_several_shapes__one_column_for_each_member() -> None:
    rows = [{"id": 1, "user": {"email": "a@b.c"}}, {"id": 2, "user": None, "tags": ["x", 1]}]
    assert read(as_csv(rows)) == [
        ["id", "user.email", "user", "tags"],
        ["1", "a@b.c", "", ""],
        ["2", "", "", '["x", 1]'],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@x", "\tx"])
def test_text__a_formula__becomes_text(text: str) -> None:
    assert read(as_csv([{"a": text, text: -3}])) == [["a", f"'{text}"], [f"'{text}", "-3"]]


@pytest.fixture
def people(project: Project) -> list[Person]:
    return Person.objects.bulk_create(
        Person(
            team_id=project.id,
            uuid=uuid4(),
            created_at=now(),
            properties=f'{{"n":{n},"big":12345678901234567890123}}',
        )
        for n in range(150)
    )


@pytest.mark.parametrize(
    "where", ["persons/?format=csv", "persons.csv", "persons/?format=csv&limit=2"]
)
def test_list__as_csv__has_all_rows_without_pages(
    people: list[Person], alice: User, project: Project, with_key: Caller, where: str
) -> None:
    answer = with_key(alice).get(f"/api/projects/{project.id}/{where}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="persons.csv"'
    rows = read(answer.content.decode())
    assert len(rows) == 1 + (2 if "limit" in where else 150)
    assert rows[1][rows[0].index("properties.n")] == "149"
    assert rows[1][rows[0].index("properties.big")] == "12345678901234567890123"


def test_list__accept_csv__is_csv(
    people: list[Person], alice: User, project: Project, with_key: Caller
) -> None:
    answer = with_key(alice).get(f"/api/projects/{project.id}/persons/", HTTP_ACCEPT="text/csv")
    assert answer["Content-Type"].startswith("text/csv")


def test_csv__refusals__stay_json(alice: User, charlies_project: Project, with_key: Caller) -> None:
    answer = with_key(alice).get(f"/api/projects/{charlies_project.id}/persons.csv")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_format__unknown__400_names_it(alice: User, project: Project, with_key: Caller) -> None:
    answer = with_key(alice).get(f"/api/projects/{project.id}/persons/?format=xml")
    assert (answer.status_code, answer.json()["attr"]) == (400, "format")
    one = with_key(alice).get(f"/api/projects/{project.id}/?format=csv")
    assert one.status_code == 400
