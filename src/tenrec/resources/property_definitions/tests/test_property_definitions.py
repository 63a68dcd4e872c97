"""Names and types of properties."""

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.taxonomy.models import PropertyDefinition

Kind = PropertyDefinition.Kind


@pytest.fixture
def definitions(project: Project, second_project: Project) -> None:
    def add(name: str, kind: int = Kind.EVENT, **more: object) -> None:
        team_id = more.pop("team_id", project.id)
        PropertyDefinition.objects.create(team_id=team_id, name=name, type=kind, **more)

    add("amount", property_type="Numeric", is_numerical=True)
    add("plan", property_type="String")
    add("email", Kind.PERSON, property_type="String")
    add("seats", Kind.GROUP, group_type_index=0, property_type="Numeric", is_numerical=True)
    add("elsewhere", team_id=second_project.id)


@pytest.mark.usefixtures("definitions")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["amount", "plan"]),
        ({"type": "person"}, ["email"]),
        ({"type": "group", "group_type_index": "0"}, ["seats"]),
        ({"type": "group", "group_type_index": "1"}, []),
        ({"search": "LA"}, ["plan"]),
        ({"properties": "plan,elsewhere"}, ["plan"]),
        ({"is_numerical": "true"}, ["amount"]),
        ({"is_numerical": "false"}, ["plan"]),
    ],
)
def test_list(
    alice: User, project: Project, with_key: Caller, asked: dict[str, str], found: list[str]
) -> None:
    for path in (f"/api/projects/{project.id}/property_definitions/", "/api/property_definition/"):
        body = with_key(alice).get(path, asked).json()
        assert [row["name"] for row in body["results"]] == found


@pytest.mark.parametrize(
    ("asked", "attr"),
    [
        ({"type": "moon"}, "type"),
        ({"type": "group"}, "group_type_index"),
        ({"type": "group", "group_type_index": "5"}, "group_type_index"),
        ({"group_type_index": "0"}, "group_type_index"),
    ],
)
def test_list__bad_filter__400_names_it(
    alice: User, project: Project, with_key: Caller, asked: dict[str, str], attr: str
) -> None:
    answer = with_key(alice).get("/api/property_definition/", asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
