"""What the compiler is told comes from what the project has seen."""

import pytest

from tenrec.hogql import parse
from tenrec.persons.models import GroupType
from tenrec.query.knowledge import known
from tenrec.taxonomy.models import PropertyDefinition

pytestmark = pytest.mark.django_db


def test_known__of_a_query__are_the_types_of_its_names_in_this_team(team_id: int) -> None:
    kind = PropertyDefinition.Kind
    for team, name, type_, index, property_type in (
        (team_id, "price", kind.EVENT, -1, "Numeric"),
        (team_id, "event", kind.EVENT, -1, "String"),
        (team_id, "price", kind.PERSON, -1, "String"),
        (team_id, "seats", kind.GROUP, 2, "Numeric"),
        (team_id, "thing", kind.EVENT, -1, None),
        (team_id + 1, "price", kind.EVENT, -1, "Boolean"),
        (team_id, "unused", kind.EVENT, -1, "String"),
    ):
        PropertyDefinition.objects.create(
            team_id=team,
            name=name,
            type=type_,
            group_type_index=index,
            property_type=property_type,
        )
    GroupType.objects.create(team_id=team_id, name="company", index=2)
    tree = parse.select(
        "select properties.price, person.properties.price, properties.event, properties.thing, "
        "company.properties.seats from events"
    )
    facts = known(team_id, tree)
    assert facts.types.event == {"price": "Numeric", "event": "String"}
    assert facts.types.person == {"price": "String"}
    assert facts.types.group == {2: {"seats": "Numeric"}}
    assert facts.group_names == {"company": 2}


def test_known__of_a_query_without_properties__needs_no_database(
    team_id: int, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):
        known(team_id, parse.select("select event, count() from events e group by e.event"))
