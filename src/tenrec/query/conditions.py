"""Property filters of the wire as conditions of the language, over the table `events`."""

from collections.abc import Mapping
from typing import Any

from tenrec.core.errors import QueryRefused
from tenrec.hogql import functions, parse
from tenrec.hogql.comparisons import all_of, any_of, compared, text_of
from tenrec.hogql.tree import Call, Constant, Name, Node, Select, SetOperation, children
from tenrec.query.elements import any_text, chain_matches, nearest_href
from tenrec.query.selectors import selector_regex, tag_regex

Filter = Mapping[str, Any]
_DEEPEST = 20
_MOST_VALUES = 1_000

_EVENT_COLUMNS = frozenset(
    {
        "event",
        "distinct_id",
        "timestamp",
        "uuid",
        "person_id",
        "elements_chain",
        "$session_id",
        "$window_id",
        *(f"$group_{index}" for index in range(5)),
    }
)


def filters_condition(filters: Any, depth: int = 0) -> Node:
    """All of a list, or a group `{type: AND|OR, values}`; nothing to ask is true."""
    if depth > _DEEPEST:
        raise QueryRefused("The property filters are nested too deeply.")
    if isinstance(filters, list):
        return all_of([filters_condition(part, depth + 1) for part in filters])
    if not isinstance(filters, Mapping):
        raise QueryRefused("A property filter is an object with a key and a value.")
    if "values" not in filters:
        return filter_condition(filters)
    kind, values = filters.get("type", "AND"), filters["values"]
    if kind not in ("AND", "OR") or not isinstance(values, list):
        raise QueryRefused("A group of filters is {type: AND or OR, values: [...]}.")
    parts = [filters_condition(part, depth + 1) for part in values]
    return all_of(parts) if kind == "AND" else any_of(parts)


def filter_condition(filter_: Filter) -> Node:
    """One filter; QueryRefused says what cannot be asked of events."""
    if not filter_:
        return Constant(True)
    kind, key = filter_.get("type") or "event", filter_.get("key") or ""
    operator, value = filter_.get("operator") or "exact", filter_.get("value")
    if not all(isinstance(word, str) for word in (kind, key, operator)):
        raise QueryRefused("The type, key and operator of a filter are texts.")
    if isinstance(value, list) and len(value) > _MOST_VALUES:
        raise QueryRefused(f"A filter compares with at most {_MOST_VALUES:,} values.")
    match kind:
        case "hogql":
            return _expression(key)
        case "cohort":
            return _in_cohort(filter_, operator)
        case "element":
            return _element(key, operator, value)
    return compared(_subject(kind, key, filter_), operator, value)


def _expression(text: str) -> Node:
    """A condition on one row; what counts rows has no place in it."""
    condition = parse.expression(text)
    todo = [condition]
    while todo:
        node = todo.pop()
        if isinstance(node, Select | SetOperation):
            continue
        found = functions.find(node.name) if isinstance(node, Call) else None
        if found is not None and found.kind != "scalar":
            raise QueryRefused(f"{found.name}() cannot be asked of one event.")
        todo.extend(children(node))
    return condition


def _subject(kind: str, key: str, filter_: Filter) -> Node:
    if kind == "event" and key == "$elements_chain":
        return Name(("elements_chain",))
    if kind in ("event", "feature"):
        return Name(("properties", key))
    if kind == "person":
        return Name(("distinct_id",) if key == "distinct_id" else ("person", "properties", key))
    if kind == "group":
        index = filter_.get("group_type_index")
        if type(index) is not int or not 0 <= index <= 4:
            raise QueryRefused("A group filter needs a group_type_index of 0 to 4.")
        return Name((f"group_{index}", "properties", key))
    if kind == "event_metadata" and key in _EVENT_COLUMNS:
        return Name((key,))
    raise QueryRefused(f"A filter of the type '{kind}' cannot be asked of events here.")


def _in_cohort(filter_: Filter, operator: str) -> Node:
    number = filter_.get("value")
    if type(number) is not int:
        raise QueryRefused("A cohort filter needs the id of a cohort.")
    word = "not in" if operator == "not_in" or filter_.get("negation") else "in"
    return parse.expression(f"person_id {word} cohort {number:d}")


def _element(key: str, operator: str, value: Any) -> Node:
    values = value if isinstance(value, list) else [value]
    if key == "href":
        return compared(nearest_href(), operator, value)
    if key == "text":
        return any_text(lambda text: compared(text, operator, value))
    regexes = {"selector": selector_regex, "tag_name": tag_regex}
    if key not in regexes or operator not in ("exact", "is_not"):
        raise QueryRefused(f"An element's '{key}' cannot be asked with '{operator}'.")
    chain = [chain_matches(regexes[key](text_of(each))) for each in values]
    found = any_of(chain)
    return found if operator == "exact" else Call("not", [found])
