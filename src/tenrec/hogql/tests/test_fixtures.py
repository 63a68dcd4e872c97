"""Every pass does what its fixture shows: pairs of HogQL and the SQL it becomes."""

from pathlib import Path

import pytest

from tenrec.hogql import parse
from tenrec.hogql.compile import PASSES, compile_text
from tenrec.hogql.context import CohortFacts, Context, PropertyTypes
from tenrec.hogql.print_hogql import print_hogql
from tenrec.store.base import EventStore

FOLDER = Path(__file__).parent.parent / "fixtures"
TYPES = PropertyTypes(
    event={
        "$browser": "String",
        "price": "Numeric",
        "account": "Integer",
        "is_pro": "Boolean",
        "when": "DateTime",
    },
    person={"email": "String"},
)
VALUES = {"names": ["a", "b"], "name": "it's", "number": 1.5, "yes": True, "nothing": None}


ACTIONS = {
    "Paid": "event = 'order_paid' and properties.price > 5",
    31: "arrayExists(x -> x = 'Buy', elements_chain_texts)",
}


COHORTS = {
    3: CohortFacts(3, 12),
    "Pro users": CohortFacts(3, 12),
    4: CohortFacts(4, problem="Cohort 4 has not been calculated yet"),
}


def context() -> Context:
    """The project of the fixtures: team 7, in New York, weeks begin on Monday."""
    actions = {key: parse.expression(text) for key, text in ACTIONS.items()}
    made = Context(7, "America/New_York", TYPES, VALUES, week_start_day=1, actions=actions)
    made.cohorts = COHORTS
    return made


def compiled(query: str) -> str:
    """The SQL with its parameters behind it."""
    made = compile_text(query, context())
    names = "".join(f"\n-- {name} = {value!r}" for name, value in made.params.items())
    return made.sql + names


def read_back(query: str) -> str:
    """What was understood, as HogQL."""
    return print_hogql(parse.select(query))


def pairs(name: str) -> list[tuple[str, str, str]]:
    """Why, HogQL and SQL of each block of a fixture."""
    found = []
    for block in (FOLDER / f"{name}.sql").read_text().strip().split("\n\n"):
        why, rest = block.split("\n", 1)
        query, expected = rest.rstrip(";").split(";\n", 1)
        found.append((why, query, expected.rstrip(";")))
    return found


CASES = [
    pytest.param(query, expected, id=f"{change.__name__}: {why.removeprefix('-- ')}")
    for change in PASSES
    for why, query, expected in (
        pairs(change.__name__) if (FOLDER / f"{change.__name__}.sql").exists() else []
    )
]


def test_passes__all__have_a_fixture_of_their_name() -> None:
    names = {change.__name__ for change in PASSES}
    assert names | {"parse"} == {path.stem for path in FOLDER.glob("*.sql")}
    modules = {path.stem for path in (FOLDER.parent / "passes").glob("*.py")} - {"__init__"}
    assert names == modules


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_pass__fixture__becomes_this_sql_and_runs(
    store: EventStore, query: str, expected: str
) -> None:
    assert compiled(query) == expected
    made = compile_text(query, context())
    store.select(made.sql, made.params, team_id=7, settings=made.settings)


@pytest.mark.parametrize(("why", "query", "expected"), pairs("parse"))
def test_parse__fixture__is_read_like_this(why: str, query: str, expected: str) -> None:
    assert read_back(query) == expected
    assert read_back(expected) == expected
