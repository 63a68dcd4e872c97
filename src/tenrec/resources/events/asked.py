"""What a list of events asks for, as a condition of the language over the table `events`."""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.comparisons import all_of
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.persons.models import PersonDistinctId
from tenrec.query.conditions import filters_condition
from tenrec.rest.filters import problem, read_filters

_TYPES = ("event", "person", "cohort", "element", "group", "feature", "event_metadata", "hogql")
_MOST_EXPRESSIONS = 50


def condition_of(request: Request, project: Project) -> Node | None:
    """None when nothing can meet it: a person whom nobody knows."""
    asked = request.query_params
    parts: list[Node] = []
    if event := asked.get("event"):
        parts.append(Call("equals", [Name(("event",)), Constant(event)]))
    ids = _distinct_ids(request, project)
    if ids is not None:
        if not ids:
            return None
        texts: list[Node] = [Constant(text) for text in ids]
        parts.append(Call("in", [Name(("distinct_id",)), Call("tuple", texts)]))
    if asked.get("action_id"):
        parts.append(_action(asked["action_id"], project))
    parts.append(_filters(asked.get("properties")))
    parts += expressions(asked.get("where"), "where")
    return all_of(parts)


def expressions(text: str | None, attr: str) -> list[Node]:
    """A JSON list of expressions of the language; raises ValidationError naming `attr`."""
    if not text:
        return []
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, list) or not all(isinstance(each, str) for each in written):
        raise _refused(attr, "Must be a JSON list of expressions.")
    if len(written) > _MOST_EXPRESSIONS:
        raise _refused(attr, f"{_MOST_EXPRESSIONS} at most.")
    try:
        return [parse.expression(each) for each in written]
    except QueryRefused as refusal:
        raise _refused(attr, refusal.detail) from None


def uuid_of(text: str, attr: str) -> UUID:
    """Raises ValidationError naming `attr`."""
    try:
        return UUID(text)
    except ValueError:
        raise _refused(attr, "Must be a valid UUID.") from None


def _filters(text: str | None) -> Node:
    filters = read_filters(text, types=_TYPES)
    try:
        return filters_condition(filters) if filters["values"] else Constant(True)
    except QueryRefused as refusal:
        raise problem(refusal.detail) from None


def _action(text: str, project: Project) -> Node:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else -1
    mine = apps.get_model("actions", "Action").objects.filter(project_id=project.pk, deleted=False)
    if not mine.filter(pk=number).exists():
        raise _refused("action_id", "There is no such action.", "does_not_exist")
    return Call("matchesAction", [Constant(number)])


def _distinct_ids(request: Request, project: Project) -> list[Any] | None:
    """Those of the person now: an event belongs to whoever has its distinct id today."""
    distinct_id = request.query_params.get("distinct_id")
    person = request.query_params.get("person_id")
    if not person:
        return [distinct_id] if distinct_id else None
    mine = PersonDistinctId.objects.filter(team_id=project.pk)
    if person.isascii() and person.isdecimal() and len(person) <= 18:
        mine = mine.filter(person_id=int(person))
    else:
        # With its team, for that is how the index of uuids begins.
        uuid = uuid_of(person, "person_id")
        mine = mine.filter(person__team_id=project.pk, person__uuid=uuid)
    if distinct_id:
        mine = mine.filter(distinct_id=distinct_id)
    return [*mine.values_list("distinct_id", flat=True)]


def _refused(attr: str, why: str, code: str = "invalid") -> ValidationError:
    return ValidationError({attr: [ErrorDetail(why, code=code)]})
