"""Is this a query: finds the model of its kind and says where the first mistake is."""

import json
from collections.abc import Iterator
from functools import cache
from inspect import isclass
from types import ModuleType
from typing import Annotated, Any, Union

from pydantic import Field, TypeAdapter, ValidationError

from tenrec.core.errors import BadRequest
from tenrec.query.schema import (
    actors,
    business,
    experiments,
    habits,
    language,
    lists,
    nodes,
    paths,
    retention,
    trends,
    watching,
    web,
    wrappers,
)
from tenrec.query.schema import funnels as funnel_kinds
from tenrec.query.schema.base import Node, Part

LARGEST = 1_000_000
"""Characters of a query as JSON: far more than a person writes, far less than would hurt."""

DEEPEST = 100
"""Levels of nesting: property groups in a funnel in a path in a table need a dozen."""

_ROOMS: tuple[ModuleType, ...] = (
    actors, business, experiments, funnel_kinds, habits, language, lists, nodes, paths,
    retention, trends, watching, web, wrappers,
)  # fmt: skip
# Parts of other kinds: none of these is a question by itself.
_NOT_ALONE = {"ExperimentMetric", "ExperimentEventExposureConfig", "ExperimentDataWarehouseNode"}


class WrongQuery(BadRequest):
    """Not a query of the schema; `attr` is the way to the member that is wrong."""

    code = "parse_error"


@cache
def kinds() -> dict[str, type[Node]]:
    """Every kind that may be saved or asked, by name."""
    found = {kind: model for room in _ROOMS for kind, model in _kinds_of(room)}
    return {name: found[name] for name in sorted(found) if name not in _NOT_ALONE}


def validate_query(query: Any, attr: str = "query") -> Node:
    """The query as a model; raises WrongQuery, whose `attr` leads to what is wrong.

    What is kept is what was sent: the model is for checking and running only.
    """
    if not isinstance(query, dict):
        raise WrongQuery("A query is an object with a 'kind'.", attr=attr)
    _check_size(query, attr)
    kind = query.get("kind")
    if not isinstance(kind, str) or kind not in kinds():
        words = "is missing" if kind is None else f"'{str(kind)[:100]}' is not known"
        raise WrongQuery(f"The kind of the query {words}.", attr=f"{attr}__kind")
    try:
        node: Node = _any_kind().validate_python(query)
    except ValidationError as error:
        raise _told(error, query, attr) from None
    return node


def validate_part(model: type[Part], data: Any, attr: str) -> None:
    """The same for a piece of a query, such as the filters of a dashboard."""
    _check_size(data, attr)
    try:
        model.model_validate(data)
    except ValidationError as error:
        wrong = _told(error, data, attr)
        wrong.code = "invalid_input"
        raise wrong from None


def check_bearable(data: Any, largest: int = LARGEST) -> None:
    """Raises ValueError, with words for people, for JSON too large or too deep to keep."""
    if _is_deep(data):
        raise ValueError("This is nested too deeply.")
    try:
        size = len(json.dumps(data, allow_nan=False))
    except ValueError:
        raise ValueError("A number is too large.") from None
    if size > largest:
        raise ValueError(f"At most {largest} characters.")


def _is_deep(data: Any) -> bool:
    """Level by level: what is very deep must not be walked by recursion."""
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return False
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [v for one in inner for v in one if isinstance(v, dict | list)]
    return True


def _check_size(data: Any, attr: str) -> None:
    try:
        check_bearable(data)
    except ValueError as error:
        raise WrongQuery(str(error), attr=attr) from None


@cache
def _any_kind() -> TypeAdapter[Any]:
    models = tuple(kinds().values())
    tagged: Any = Annotated[Union[models], Field(discriminator="kind")]  # noqa: UP007  # of a tuple
    return TypeAdapter(tagged)


def _kinds_of(room: ModuleType) -> Iterator[tuple[str, type[Node]]]:
    for value in vars(room).values():
        if isclass(value) and issubclass(value, Node) and value.__module__ == room.__name__:
            field = value.model_fields.get("kind")
            if field is not None and not _is_variant(value):
                yield str(field.default), value


def _is_variant(model: type[Node]) -> bool:
    """A kind of a kind, such as an event that a funnel excludes."""
    parents = (parent for parent in model.__mro__[1:] if issubclass(parent, Node))
    return any("kind" in parent.model_fields for parent in parents)


def _told(error: ValidationError, query: Any, attr: str) -> WrongQuery:
    first = _clearest(error)
    way = [attr, *_way(first, query)]
    words = first["msg"]
    if first["type"] == "extra_forbidden":
        words = "This member is not known here."
    return WrongQuery(f"{'.'.join(way)}: {words}", attr="__".join(way)[:1000])


def _clearest(error: ValidationError) -> Any:
    """Of a union without tags every branch complains: the one that got furthest is meant."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return max(problems, key=lambda one: len(one["loc"]))


def _way(problem: Any, query: Any) -> Iterator[str]:
    """The steps through the JSON; steps that are only names of models are left out."""
    here = query
    last = len(problem["loc"]) - 1
    for index, step in enumerate(problem["loc"]):
        if _leads_on(here, step):
            here = here[step]
        elif not (index == last and problem["type"] == "missing"):
            continue
        yield str(step)


def _leads_on(here: Any, step: str | int) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)
