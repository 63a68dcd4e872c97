"""HogQLQuery: a question in SQL, answered in rows."""

import re
from collections.abc import Mapping
from typing import Any

from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.tree import Placeholder, walk
from tenrec.query.base import Answer, Kind, Project, Question
from tenrec.query.schema.language import HogQLQuery
from tenrec.query.schema.parts import Variable
from tenrec.query.sql_filters import put_filters
from tenrec.query.values import as_json

# How a column is stored is no one's business.
_STORED = re.compile(r"LowCardinality\(((?:Nullable\()?\w+\)?)\)")
MODIFIERS = {
    "convertToProjectTimezone": True,
    "personsOnEventsMode": "person_id_override_properties_on_events",
}


def build(query: HogQLQuery, project: Project) -> Question:
    """The tree, and the values of its placeholders."""
    tree = parse.select(query.query)
    values = {**(query.values or {})}
    if "filters" not in values:
        put_filters(tree, query.filters, project)
    for node in walk(tree):
        if isinstance(node, Placeholder) and node.chain[0] == "variables" and len(node.chain) == 2:
            values[".".join(node.chain)] = _variable(node, query.variables or {})
    return Question(tree, values)


def _variable(node: Placeholder, variables: Mapping[str, Variable]) -> Any:
    code = node.chain[1]
    for variable in variables.values():
        if variable.code_name == code:
            return None if variable.isNull else variable.value
    raise _refused(f"Variable {code} is missing from query", node)


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
    if query.explain or (query.modifiers is not None and query.modifiers.debug):
        body["clickhouse"] = compiled.sql
    return body


KIND = Kind(HogQLQuery, build, shape)
