"""What a list of persons asks for, as a condition of the language over the table `persons`."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.comparisons import all_of, any_of, compared, escape_like
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.rest.filters import problem, read_filters

_HOLDS = "id in (select person_id from person_distinct_ids where distinct_id = {text})"
_SEARCH = f"properties.email ilike {{part}} or {_HOLDS}"
ASKED_OF_THE_STORE = ("email", "search", "properties", "cohort")


def condition_of(request: Request) -> Node | None:
    """None when nothing is asked that the state database cannot answer as well."""
    asked = request.query_params
    parts: list[Node] = []
    if email := asked.get("email"):
        parts.append(compared(Name(("properties", "email")), "exact", email))
    if text := asked.get("search"):
        part = f"%{escape_like(text)}%"
        parts.append(parse.expression(_SEARCH, {"part": part, "text": text}))
    if asked.get("cohort"):
        parts.append(_in_cohort(asked["cohort"], is_not=False))
    filters = read_filters(asked.get("properties"), types=("person", "cohort"))
    if filters["values"]:
        parts.append(_condition(filters))
    if parts and (distinct_id := asked.get("distinct_id")):
        parts.append(parse.expression(_HOLDS, {"text": distinct_id}))
    return all_of(parts) if parts else None


def uuids_condition(uuids: list[str]) -> Node:
    """One of these."""
    texts: list[Node] = [Constant(uuid) for uuid in uuids]
    return Call("in", [Call("toString", [Name(("id",))]), Call("tuple", texts)])


def _condition(filter_: Mapping[str, Any]) -> Node:
    if "values" in filter_:
        parts = [_condition(part) for part in filter_["values"]]
        return any_of(parts) if filter_["type"] == "OR" else all_of(parts)
    if filter_["type"] == "cohort":
        return _in_cohort(str(filter_["value"]), is_not=filter_["operator"] == "not_in")
    try:
        return compared(
            Name(("properties", filter_["key"])), filter_["operator"], filter_.get("value")
        )
    except QueryRefused as refusal:
        raise problem(refusal.detail) from None


def _in_cohort(number: str, *, is_not: bool) -> Node:
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise problem("A cohort is named by its id.")
    word = "not in" if is_not else "in"
    return parse.expression(f"id {word} cohort {int(number)}")
