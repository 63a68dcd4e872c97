"""What an action means: any of its steps; a pure function from steps to a condition."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tenrec.hogql.comparisons import all_of, any_of, escape_like
from tenrec.hogql.passes.expand_actions import FUNCTION
from tenrec.hogql.tree import Call, Constant, Name, Node, Query, walk
from tenrec.query.conditions import filters_condition
from tenrec.query.elements import any_text, chain_matches, nearest_href
from tenrec.query.selectors import selector_regex, tag_regex

AUTOCAPTURE = "$autocapture"
Step = Mapping[str, Any]


def action_condition(steps: Sequence[Step]) -> Node:
    """The condition on rows of `events`; an action without steps is met by every event.

    QueryRefused for what cannot be asked, which saving an action rules out.
    """
    return any_of([_step(step) for step in steps])


def actions_in(tree: Query) -> Iterator[int | str]:
    """The ids and names of the actions that a query asks for."""
    for node in walk(tree):
        if isinstance(node, Call) and node.name == FUNCTION and len(node.args) == 1:
            key = node.args[0].value if isinstance(node.args[0], Constant) else None
            if isinstance(key, str) or type(key) is int:
                yield key


def _step(step: Step) -> Node:
    parts: list[Node] = []
    if event := step.get("event"):
        parts.append(Call("equals", [Name(("event",)), Constant(event)]))
    if event == AUTOCAPTURE:
        parts += _elements(step)
    if url := step.get("url"):
        current = Name(("properties", "$current_url"))
        parts.append(_matched(current, step.get("url_matching") or "contains", url))
    if properties := step.get("properties"):
        parts.append(filters_condition(properties))
    return all_of(parts)


def _elements(step: Step) -> Iterator[Node]:
    if selector := step.get("selector"):
        yield chain_matches(selector_regex(selector))
    if tag := step.get("tag_name"):
        yield chain_matches(tag_regex(tag))
    if href := step.get("href"):
        yield _matched(nearest_href(), step.get("href_matching") or "exact", href)
    if text := step.get("text"):
        how = step.get("text_matching") or "exact"
        yield any_text(lambda found: _matched(found, how, text))


def _matched(subject: Node, how: str, value: str) -> Node:
    if how == "exact":
        return Call("equals", [subject, Constant(value)])
    if how == "regex":
        return Call("match", [Call("toString", [subject]), Constant(value)])
    # An address may have `%` for "anything"; `_`, which addresses are full of, is itself.
    pattern = escape_like(value).replace("\\%", "%")
    is_url = isinstance(subject, Name)
    return Call("like" if is_url else "ilike", [subject, Constant(f"%{pattern}%")])
