"""`IN COHORT` looks at the members of the current version, of this team only."""

from collections.abc import Callable

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.hogql.compile import compile_text
from tenrec.hogql.context import CohortFacts, Context

from .conftest import Team, person_of

COLUMNS = ["team_id", "cohort_id", "version", "person_id", "is_deleted"]


def enroll(team: Team, *names: str, cohort: int = 3, version: int = 2, is_gone: int = 0) -> None:
    rows: list[list[object]] = [[team.id, cohort, version, person_of(n), is_gone] for n in names]
    team.insert("cohort_people", COLUMNS, rows)


@pytest.fixture
def shop(new_team: Callable[..., Team]) -> Team:
    """Anna and Bert have come; cohort 3 is known."""
    team = new_team(cohorts={3: CohortFacts(3, 2), "Pro": CohortFacts(3, 2)})
    for name in ("anna", "bert"):
        team.event(distinct_id=name)
        team.person(name)
    return team


def names(team: Team, query: str) -> list[str]:
    return sorted(row[0] for row in team.rows(query))


def test_in_cohort__on_events_and_persons__are_the_members(shop: Team) -> None:
    enroll(shop, "anna")
    assert names(shop, "select distinct_id from events where person_id in cohort 3") == ["anna"]
    assert names(shop, "select distinct_id from events where person.id not in cohort 3") == ["bert"]
    assert names(shop, "select id from persons where id in cohort 'Pro'") == [person_of("anna")]
    counted = (
        "select countIf(person_id in cohort 3), countIf(not person_id in cohort 3) from events"
    )
    assert shop.rows(counted) == [[1, 1]]
    joined = """
        select e.distinct_id from events e join persons p on e.person_id = p.id
        where p.id in cohort 3 and e.person_id in cohort 'Pro'
    """
    assert names(shop, joined) == ["anna"]
    shown = shop.rows("select distinct_id, person_id in cohort 3 as is_pro from events order by 1")
    assert shown == [["anna", 1], ["bert", 0]]


def test_in_cohort__of_somebody_merged__follows_the_person(shop: Team) -> None:
    enroll(shop, "anna")
    shop.map("person_distinct_id_overrides", "bert", person_of("anna"))
    found = names(shop, "select distinct_id from events where person_id in cohort 3")
    assert found == ["anna", "bert"]


def test_in_cohort__rows_of_other_versions__do_not_count(shop: Team) -> None:
    enroll(shop, "bert", version=1)
    enroll(shop, "bert", version=3)
    enroll(shop, "anna", "bert", cohort=4)
    enroll(shop, "anna")
    enroll(shop, "anna")
    assert names(shop, "select distinct_id from events where person_id in cohort 3") == ["anna"]


def test_in_cohort__a_member_who_was_deleted__is_out(shop: Team) -> None:
    enroll(shop, "anna", "bert")
    enroll(shop, "bert", is_gone=1)
    assert names(shop, "select distinct_id from events where person_id in cohort 3") == ["anna"]
    enroll(shop, "bert")  # a calculation that is replayed does not bring them back
    assert names(shop, "select distinct_id from events where person_id in cohort 3") == ["anna"]


def test_in_cohort__rows_of_another_team_under_the_same_number__do_not_count(
    shop: Team, new_team: Callable[..., Team]
) -> None:
    enroll(new_team(), "bert")
    enroll(shop, "anna")
    assert names(shop, "select distinct_id from events where person_id in cohort 3") == ["anna"]
    # The second wall alone: the same reading, without a team in the text.
    text = "SELECT count() FROM cohort_people FINAL WHERE cohort_id = 3"
    assert shop.store.select(text, team_id=shop.id).rows == [[1]]


def test_in_cohort__wall_one_alone__still_stands(shop: Team, new_team: Callable[..., Team]) -> None:
    enroll(new_team(), "anna", "bert")
    enroll(shop, "anna")
    context = Context(shop.id, cohorts=shop.cohorts)
    compiled = compile_text("select distinct_id from events where person_id in cohort 3", context)
    answer = shop.store.select(compiled.sql, compiled.params, settings=compiled.settings)
    assert answer.rows == [["anna"]]


def test_in_cohort__read_directly__is_no_table(shop: Team) -> None:
    with pytest.raises(QueryRefused, match="Unknown table"):
        shop.rows("select person_id from cohort_people")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("person_id in cohort 4", "There is no cohort 4 in this project"),
        ("person_id in cohort 'Nobody'", "There is no cohort 'Nobody' in this project"),
        ("person_id not in cohort 5", "has not been calculated"),
        ("event in cohort 3", "Only a person can be in a cohort"),
        ("properties.person in cohort 3", "Only a person can be in a cohort"),
        ("person_id in cohort", "expected the id of a cohort"),
        ("person_id in cohort x", "expected the id of a cohort"),
        ("person_id in cohort 1.5", "expected the id of a cohort"),
        ("person_id in cohort -3", "expected the id of a cohort"),
        ("person_id in cohort 99999999999999999999", "expected the id of a cohort"),
    ],
)
def test_in_cohort__that_cannot_be__is_refused(shop: Team, query: str, message: str) -> None:
    shop.cohorts[5] = CohortFacts(5, problem="Cohort 5 has not been calculated yet.")
    with pytest.raises(QueryRefused) as refusal:
        shop.rows(f"select count() from events where {query}")
    assert message in refusal.value.detail
    assert refusal.value.start is not None
