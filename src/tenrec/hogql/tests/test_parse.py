"""Refusals of the grammar, with the places where they point."""

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.tree import Call, Constant, Name


@pytest.mark.parametrize(
    ("query", "message", "start", "end"),
    [
        ("", "Empty query", 0, 0),
        ("  \n ", "Empty query", 0, 4),
        ("select 1 +", "Unexpected end of query", 10, 10),
        ("select 'abc", "The quote ' is never closed", 7, 11),
        ("select `abc", "The quote ` is never closed", 7, 11),
        ("select 1 /* x", "The comment /* is never closed", 9, 13),
        ("select @x", "Unexpected character '@'", 7, 9),
        ("select 1a", "A name cannot start with a digit", 7, 9),
        ("select ``", "A name cannot be empty", 7, 9),
        ("select 1 as ''", "Alias cannot be empty", 12, 14),
        ("select (1", "Unexpected end of query: expected ')'", 9, 9),
        ("select 1)", "Unexpected ')'", 8, 9),
        ("select 1 from events where", "Unexpected end of query", 26, 26),
        ("select 1 from events group", "Unexpected 'group'", 21, 26),
        ("select a from events left join x", "Unexpected end of query: expected ON", 32, 32),
        ("select cast(1 as Nope)", "Unexpected 'Nope': this is not a known type", 17, 22),
        ("select interval 1 parsec", "An interval needs a unit", 18, 24),
        ("select 1 from numbers(5)", "Table functions such as numbers() are not allowed", 14, 21),
        ("select 1 from a.b", 'Unknown table "a"', 14, 17),
        ("insert into events", "Unexpected 'insert'", 0, 18),
        ("select 1 settings x = 1", "SETTINGS are not allowed", 9, 23),
        ("select {a", "Unexpected end of query: expected '}'", 9, 9),
        ("select f'{1'", "The brace { is never closed", 7, 12),
        ("select f'{1 +}'", "Unexpected end of query", 7, 15),
        ("<a />", "tags are not supported", 0, 5),
    ],
)
def test_select__of_broken_text__says_what_and_where(
    query: str, message: str, start: int, end: int
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        parse.select(query)
    assert message in refusal.value.detail
    assert (refusal.value.start, refusal.value.end) == (start, end)
    assert refusal.value.code == "hogql_syntax_error"


def test_expression__with_values__has_them_as_constants() -> None:
    node = parse.expression("event = {name} and {test}", {"name": "x", "test": Name(("a",))})
    assert isinstance(node, Call)
    first, second = node.args
    assert isinstance(first, Call)
    assert isinstance(first.args[1], Constant)
    assert first.args[1].value == "x"
    assert isinstance(second, Name)
