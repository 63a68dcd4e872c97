"""HogQLQuery: a question in SQL, answered in rows."""

import re
from typing import Any, Literal

from pydantic import Field

from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.tree import Placeholder, walk
from tenrec.query.base import Answer, Kind, Node, Question
from tenrec.query.values import as_json

# How a column is stored is no one's business.
_STORED = re.compile(r"LowCardinality\(((?:Nullable\()?\w+\)?)\)")
MODIFIERS = {
    "convertToProjectTimezone": True,
    "personsOnEventsMode": "person_id_override_properties_on_events",
}


class HogQLQuery(Node):
    """The node as clients send it."""

    kind: Literal["HogQLQuery"] = "HogQLQuery"
    query: str
    values: dict[str, Any] | None = None
    variables: dict[str, dict[str, Any]] | None = None
    filters: dict[str, Any] | None = None
    modifiers: dict[str, Any] | None = None
    explain: bool | None = None
    name: str | None = Field(default=None, max_length=128)


def build(query: HogQLQuery) -> Question:
    """The tree, and the values of its placeholders."""
    tree = parse.select(query.query)
    values = {**(query.values or {})}
    for node in walk(tree):
        if isinstance(node, Placeholder):
            key = ".".join(node.chain)
            if node.chain[0] == "variables" and len(node.chain) == 2:
                values[key] = _variable(node, query.variables or {})
            elif node.chain[0] == "filters" and key not in values:
                values[key] = _filters(node, query.filters or {})
    return Question(tree, values)


def _variable(node: Placeholder, variables: dict[str, dict[str, Any]]) -> Any:
    code = node.chain[1]
    for variable in variables.values():
        if variable.get("code_name") == code:
            return None if variable.get("isNull") else variable.get("value")
    raise _refused(f"Variable {code} is missing from query", node)


def _filters(node: Placeholder, filters: dict[str, Any]) -> bool:
    if len(node.chain) > 1 or any(filters.values()):
        raise _refused("Filters are not supported in SQL queries yet", node)
    return True


def _refused(message: str, node: Placeholder) -> QueryRefused:
    start, end = node.span or (None, None)
    return QueryRefused(message, code="hogql_query_error", start=start, end=end)


def shape(query: HogQLQuery, answer: Answer) -> dict[str, Any]:
    """Rows as lists, with the names and types of their columns."""
    result, compiled = answer.result, answer.compiled
    rows = as_json(result, compiled)
    body: dict[str, Any] = {
        "query": query.query,
        "hogql": compiled.hogql,
        "columns": compiled.columns,
        "types": [
            [name, _STORED.sub(r"\1", kind)]
            for name, kind in zip(compiled.columns, result.types, strict=True)
        ],
        "results": rows,
        "error": None,
        "modifiers": MODIFIERS,
    }
    if (limit := answer.context.limit) is not None:
        body |= {"results": rows[:limit], "hasMore": len(rows) > limit, "limit": limit, "offset": 0}
    if query.explain or (query.modifiers or {}).get("debug"):
        body["clickhouse"] = compiled.sql
    return body


KIND = Kind(HogQLQuery, build, shape)
