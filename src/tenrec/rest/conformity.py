"""Does an answer have the shape that our OpenAPI document promises? Who runs the server is told.

Switched on by TENREC_CHECK_RESPONSES, and in every test: the caller gets the answer all the same,
the mismatch goes to the error log.
"""

import json
import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import ResolverMatch
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from tenrec.rest.schema_generator import Generator

log = logging.getLogger(__name__)
_IN_PROJECT = "api/projects/(?P<project_id>[/]+)/"
_JSON = "application/json"


def check_answer(match: ResolverMatch, method: str, status: int, content: bytes) -> None:
    """Logs an error that names the operation and the place, when the answer is not as promised."""
    operation = _operation(match.route, method.lower())
    if operation is None:
        return  # not in the document: a legacy or session-only route
    mismatch = _mismatch(operation, status, content)
    if mismatch:
        log.error(
            "%s answered %s unlike its schema: %s", operation["operationId"], status, mismatch
        )


def _mismatch(operation: dict[str, Any], status: int, content: bytes) -> str | None:
    name = str(status) if str(status) in operation["responses"] else "default"
    if name == "default" and status < 400:
        return f"a status that the schema does not have ({', '.join(operation['responses'])})"
    promised = operation["responses"][name].get("content")
    if not promised:
        return "a body where none is promised" if content and status != 204 else None
    if _JSON not in promised:
        return None
    if not content:
        return "no body"
    validator = _validator(operation["operationId"], name)
    problem = next(iter(validator.iter_errors(json.loads(content))), None)
    return None if problem is None else f"{problem.json_path}: {problem.message[:300]}"


@cache
def _validator(operation_id: str, status: str) -> Validator:
    operation = next(o for o in _operations().values() if o["operationId"] == operation_id)
    shape = operation["responses"][status]["content"][_JSON].get("schema", {})
    return Draft202012Validator(_plain({**shape, "components": _document()["components"]}))


def _operation(route: str, method: str) -> dict[str, Any] | None:
    route = _without_starts(route)
    found = _operations().get((route, method))
    if found is None and route.startswith("api/"):  # a flat route is a project route once more
        found = _operations().get((_IN_PROJECT + route.removeprefix("api/"), method))
    return found


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = _generator().get_schema(request=None, public=True)
    return document


@cache
def _operations() -> dict[tuple[str, str], dict[str, Any]]:
    """The operations of the document by pattern of the route and method."""
    paths = {_shape(path): item for path, item in _document()["paths"].items()}
    found = {}
    for path, pattern, method in _endpoints():
        operation = paths.get(_shape(path), {}).get(method.lower())
        if operation is not None:
            found[_without_starts(pattern), method.lower()] = operation
    return found


def _endpoints() -> Iterator[tuple[str, str, str]]:
    generator = _generator()
    generator._initialise_endpoints()
    for path, pattern, method, _ in generator.endpoints:
        yield path, pattern, method


def _generator() -> Any:
    return Generator()  # type: ignore[no-untyped-call]  # drf-spectacular has no types


def _without_starts(pattern: str) -> str:
    """Patterns that are put together keep or lose their `^`; here all lose every one."""
    return pattern.replace("^", "")


def _shape(path: str) -> str:
    """Paths differ in what their variables are called: `{pk}` becomes `{id}` in the document."""
    return re.sub(r"\{\w+\}", "{}", path)


def _plain(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: what may be null says so with a type."""
    if isinstance(node, list):
        return [_plain(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    plain = {name: _plain(inner) for name, inner in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
