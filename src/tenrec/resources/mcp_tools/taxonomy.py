"""Which events, actions, properties and values a project has, as text for agents."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from tenrec.accounts.models import Project
from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.tree import Call, Constant, Name, Node
from tenrec.persons.models import GroupType
from tenrec.query.ask import answered, ask
from tenrec.query.values import as_json
from tenrec.taxonomy.models import EventDefinition, EventProperty, PropertyDefinition

_SINCE = "timestamp > now() - toIntervalDay(30)"
_POPULAR = f"select event, count() from events where {_SINCE} group by event"
_OF_ACTION = f"""
    select arrayJoin(JSONExtractKeys(toString(properties))) as name, count() as times from events
    where {{condition}} and {_SINCE} group by name order by times desc, name limit 1000
"""
_VALUES = """
    select {value} as value, count() as times from %s
    where {condition} and {value_again} is not null group by value
    order by times desc, toString(value) limit 26
"""
_MOST_VALUES, _LONGEST = 25, 200
Kind = PropertyDefinition.Kind
Question = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entity:
    """What has properties besides events: a table, and the rows that are meant."""

    definitions: dict[str, Any]
    table: str
    condition: Node


def told(project: Project, question: Question) -> str:
    """The answer to one question; raises QueryRefused with words that an agent can act on."""
    asked: Callable[[Project, Question], str] = _ASKED[question["kind"]]
    return asked(project, question)


def _events(project: Project, question: Question) -> str:
    counts: dict[str, int] = dict(ask(project, _POPULAR).rows)
    known = EventDefinition.objects.filter(team_id=project.id, hidden=False)
    rows = [*known.order_by("name").values_list("name", "description")]
    rows.sort(key=lambda row: (-counts.get(row[0], 0), row[0]))
    start, end = question["offset"], question["offset"] + question["limit"]
    more = f"\n({len(rows) - end} more: offset {end})" if len(rows) > end else ""
    return "\n".join(["events:", *(_line(*row) for row in rows[start:end])]) + more


def _event_properties(project: Project, question: Question) -> str:
    name = _event(project, question)
    carried = EventProperty.objects.filter(team_id=project.id, event=name)
    found = _known(project).filter(type=Kind.EVENT, name__in=carried.values("property"))
    return _properties(f"the event `{name}`", found)


def _action_properties(project: Project, question: Question) -> str:
    number = _action(project, question)
    names = [row[0] for row in ask(project, _OF_ACTION, {"condition": _meets(number)}).rows]
    found = _known(project).filter(type=Kind.EVENT, name__in=names)
    return _properties(f"the action {number}", found)


def _entity_properties(project: Project, question: Question) -> str:
    entity = _entity(project, question["entity"])
    return _properties(question["entity"], _known(project).filter(**entity.definitions))


def _event_values(project: Project, question: Question) -> str:
    name = _event(project, question)
    condition = Call("equals", [Name(("event",)), Constant(name)])
    return _values(project, "events", _lately(condition), question)


def _action_values(project: Project, question: Question) -> str:
    condition = _meets(_action(project, question))
    return _values(project, "events", _lately(condition), question)


def _entity_values(project: Project, question: Question) -> str:
    entity = _entity(project, question["entity"])
    return _values(project, entity.table, entity.condition, question)


def _known(project: Project) -> QuerySet[PropertyDefinition]:
    return PropertyDefinition.objects.filter(team_id=project.id, hidden=False).order_by("name")


def _event(project: Project, question: Question) -> str:
    name = str(question["event_name"])
    if not EventDefinition.objects.filter(team_id=project.id, name=name).exists():
        raise QueryRefused(f"There is no event `{name}`. Read the events first.")
    return name


def _action(project: Project, question: Question) -> int:
    mine = apps.get_model("actions", "Action").objects.filter(project=project, deleted=False)
    if not mine.filter(pk=question["action_id"]).exists():
        raise QueryRefused(f"There is no action {question['action_id']} in this project.")
    return int(question["action_id"])


def _entity(project: Project, word: str) -> Entity:
    if word in ("person", "persons"):
        return Entity({"type": Kind.PERSON}, "persons", Constant(True))
    if word in ("session", "sessions"):
        raise QueryRefused("There is no table of sessions: ask for `$session_id` of events.")
    kinds = GroupType.objects.filter(team_id=project.id).order_by("index")
    for kind in kinds:
        if word in {kind.name, f"{kind.name}s", kind.name_singular, kind.name_plural}:
            condition = Call("equals", [Name(("index",)), Constant(kind.index)])
            named = {"type": Kind.GROUP, "group_type_index": kind.index}
            return Entity(named, "groups", condition)
    names = ", ".join(f"`{name}`" for name in ["person", *(kind.name for kind in kinds)])
    raise QueryRefused(f"There is no entity `{word}`; there are: {names}.")


def _meets(number: int) -> Node:
    return Call("matchesAction", [Constant(number)])


def _lately(condition: Node) -> Node:
    return Call("and", [condition, parse.expression(_SINCE)])


def _properties(whose: str, found: QuerySet[PropertyDefinition]) -> str:
    rows = [
        _line(f"{row.name}", row.description, row.property_type or "")
        for row in found.only("name", "description", "property_type")
    ]
    return "\n".join([f"properties of {whose}:", *rows]) if rows else f"No properties of {whose}."


def _values(project: Project, table: str, condition: Node, question: Question) -> str:
    name = question["property_name"]
    filled = {
        "condition": condition,
        "value": Name(("properties", name)),
        "value_again": Name(("properties", name)),
    }
    result, compiled = answered(project, _VALUES % table, filled)
    rows = as_json(result, compiled)
    if not rows:
        return f"No values of `{name}` were found."
    shown = [f"- {_cut(value)} ({_often(times)})" for value, times in rows[:_MOST_VALUES]]
    more = ["(and more)"] if len(rows) > _MOST_VALUES else []
    return "\n".join([f"values of `{name}`, the most frequent first:", *shown, *more])


def _often(times: int) -> str:
    return "once" if times == 1 else f"{times:,} times"


def _cut(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def _line(name: str, description: str, kind: str = "") -> str:
    words = [f"- `{name}`", f"({kind})" if kind else "", _one_line(description)]
    return _joined(words)


def _one_line(description: str) -> str:
    text = " ".join((description or "").split())
    return f"- {text}" if text else ""


def _joined(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word)


_ASKED: dict[str, Callable[[Project, Question], str]] = {
    "events": _events,
    "event_properties": _event_properties,
    "entity_properties": _entity_properties,
    "action_properties": _action_properties,
    "event_property_values": _event_values,
    "entity_property_values": _entity_values,
    "action_property_values": _action_values,
}
