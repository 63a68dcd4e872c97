"""HogQLMetadata: whether a query would run, and where it would not, without running it."""

from typing import Any

from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.context import Context, Notice
from tenrec.hogql.passes.expand_actions import FUNCTION
from tenrec.hogql.tree import (
    Call,
    Constant,
    InCohort,
    Node,
    Placeholder,
    Query,
    Select,
    SetOperation,
    rewrite,
)
from tenrec.query.base import Compile, Kind
from tenrec.query.schema.language import HogQLMetadata


def tell(query: HogQLMetadata, context: Context, compile_query: Compile) -> dict[str, Any]:
    """`errors` hold the places of the text that must change."""
    errors: list[dict[str, Any]] = []
    try:
        compile_query(_tree(query), context)
    except QueryRefused as refusal:
        start, end = refusal.start, refusal.end
        shift = len(_PREFIX) if query.language == "hogQLExpr" else 0
        size = len(query.query)
        place = (
            (0, size)
            if start is None or end is None
            else (max(0, min(start - shift, size)), max(0, min(end - shift, size)))
        )
        errors.append(_notice(Notice(refusal.detail, place, refusal.fix)))
    return {
        "isValid": not errors,
        "query": query.query,
        "errors": errors,
        "warnings": [_notice(notice) for notice in context.warnings],
        "notices": [_notice(notice) for notice in context.notices],
        "isUsingIndices": "undecisive",
        "table_names": context.table_names,
        "ch_table_names": context.table_names,
    }


_PREFIX = "select "


def _tree(query: HogQLMetadata) -> Query:
    if query.language == "hogQL":
        tree = parse.select(query.query)
    elif query.language == "hogQLExpr":
        if not query.query.strip():
            raise QueryRefused("Empty query", code="hogql_syntax_error", start=0, end=0)
        tree = parse.select(f"{_PREFIX}{query.query} from events")
    else:
        raise QueryRefused(f"The language {query.language} is not supported")
    changed = rewrite(tree, _any_value)
    assert isinstance(changed, Select | SetOperation)
    return changed


def _any_value(node: Node) -> Node:
    """What placeholders will hold, and what actions and cohorts are, is not known: any will do."""
    if isinstance(node, Placeholder):
        return Constant(None)
    if isinstance(node, InCohort):
        return Call("isNotNull", [node.value], span=node.span)
    is_action = isinstance(node, Call) and node.name == FUNCTION and len(node.args) == 1
    return Constant(True) if is_action else node


def _notice(notice: Notice) -> dict[str, Any]:
    start, end = notice.span or (None, None)
    return {"message": notice.message, "start": start, "end": end, "fix": notice.fix}


KIND = Kind(HogQLMetadata, tell=tell)
