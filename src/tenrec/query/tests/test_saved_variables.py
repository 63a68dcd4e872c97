"""What a query leaves open is filled from what the project saved; what it says stays."""

from typing import Any

from tenrec.query.saved_variables import Saved, with_saved

SAVED = {"who": ("7", "ada"), "day": ("8", None)}


def load(team_id: int, names: set[str]) -> Saved:
    assert team_id == 3
    return {name: SAVED[name] for name in names if name in SAVED}


def test_with_saved__open_variables__hold_their_defaults() -> None:
    sql = {"kind": "HogQLQuery", "query": "select {variables.who}, { variables.day }"}
    filled: Any = with_saved(3, {"kind": "DataVisualizationNode", "source": sql}, load)
    assert filled["source"]["variables"] == {
        "7": {"code_name": "who", "variableId": "7", "value": "ada"},
        "8": {"code_name": "day", "variableId": "8", "value": None},
    }
    assert "variables" not in sql


def test_with_saved__given_or_null__stays() -> None:
    given = {
        "7": {"code_name": "who", "variableId": "7", "value": "bob"},
        "8": {"code_name": "day", "variableId": "8", "isNull": True},
    }
    query = {
        "kind": "HogQLQuery",
        "query": "select {variables.who}, {variables.day}",
        "variables": given,
    }
    assert with_saved(3, query, load) == query


def test_with_saved__given_without_a_value__is_filled() -> None:
    given = {"x": {"code_name": "who", "variableId": "7"}}
    query = {"kind": "HogQLQuery", "query": "select {variables.who}", "variables": given}
    assert with_saved(3, query, load)["variables"]["7"]["value"] == "ada"
    assert "x" not in with_saved(3, query, load)["variables"]


def test_with_saved__unknown_or_no_sql__is_left_alone() -> None:
    for query in (
        None,
        {"kind": "TrendsQuery", "series": []},
        {"kind": "HogQLQuery", "query": "select 1"},
        {"kind": "HogQLQuery", "query": "select {variables.who}", "variables": {"a": 5}},
    ):
        assert with_saved(3, query, load) == query
    unknown = {"kind": "HogQLQuery", "query": "select {variables.else}"}
    assert with_saved(3, unknown, load)["variables"] == {}
