"""How many persons, or groups, meet a set of conditions: asked of the event store."""

from collections.abc import Mapping
from typing import Any

from tenrec.accounts.models import Project
from tenrec.core.errors import BadRequest, QueryRefused
from tenrec.hogql.comparisons import all_of, any_of, compared, text_of
from tenrec.hogql.tree import Call, Constant, InCohort, Name, Node
from tenrec.query.ask import ask

_PERSONS = "select countIf({met}), count() from persons"
_GROUPS = "select countIf({met}), count() from groups where index = {index}"
_ANY_CASE = frozenset(
    {"exact", "is_not", "starts_with", "not_starts_with", "ends_with", "not_ends_with"}
)
# Who has no such property at all meets these.
_MET_WITHOUT = frozenset(
    {
        "is_not",
        "not_icontains",
        "not_icontains_multi",
        "not_starts_with",
        "not_ends_with",
        "not_regex",
        "not_between",
    }
)


def counted(project: Project, condition: Mapping[str, Any], index: int | None) -> tuple[int, int]:
    """Who meets the checked conditions, and how many there are; the share is left aside."""
    parts = [
        _met(one, f"condition__properties__{position}")
        for position, one in enumerate(condition["properties"])
    ]
    values: dict[str, Any] = {"met": all_of(parts)}
    if index is not None:
        values["index"] = index
    try:
        [[met, every]] = ask(project, _PERSONS if index is None else _GROUPS, values).rows
    except QueryRefused as refusal:
        why = refusal.detail.partition("\n")[0][:500]
        raise BadRequest(why, attr="condition") from None
    return int(str(met)), int(str(every))


def _met(one: Mapping[str, Any], way: str) -> Node:
    kind, operator = one["type"], one.get("operator") or "exact"
    is_not = one.get("negation") is True
    if kind == "cohort":
        return InCohort(Name(("id",)), one["value"], is_not != (operator == "not_in"))
    if kind == "flag":
        raise BadRequest("Who meets a condition on another flag is not counted.", attr=way)
    try:
        made = _compared(one, operator)
    except QueryRefused as refusal:
        raise BadRequest(f"{one['key']}: {refusal.detail}", attr=way) from None
    known = Call("ifNull", [made, Constant(False)])
    return Call("not", [known]) if is_not else known


def _compared(one: Mapping[str, Any], operator: str) -> Node:
    value = one.get("value")
    if operator in _ANY_CASE:
        values = value if isinstance(value, list) else [value]
        subject: Node = Call("lower", [Call("toString", [_subject(one)])])
        made = compared(subject, operator, [text_of(each).lower() for each in values])
    else:
        made = compared(_subject(one), operator, value)
    if operator not in _MET_WITHOUT:
        return made
    return any_of([Call("isNull", [_subject(one)]), made])


def _subject(one: Mapping[str, Any]) -> Node:
    if one["type"] == "group" and one["key"] == "$group_key":
        return Name(("key",))
    return Name(("properties", one["key"]))
