"""The result of a saved query, where the caller asked for it and the engine knows the kind."""

import json
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from tenrec.accounts.models import Project
from tenrec.core.errors import BadRequest, TenrecError
from tenrec.query.overrides import with_filters, with_variables
from tenrec.query.run import REFRESH_MODES, can_answer, run
from tenrec.query.saved_variables import with_saved
from tenrec.query.schema.check import WrongQuery, validate_part
from tenrec.query.schema.parts import DashboardFilters
from tenrec.rest.boards.asking import check_may_ask

Answer = dict[str, Any]
# Only these wait for a result; nothing computes behind the caller's back yet.
WAITING = frozenset({"blocking", "force_blocking", "async_except_on_cache_miss"})
NOTHING: Answer = {
    "result": None,
    "columns": None,
    "types": None,
    "hogql": None,
    "hasMore": None,
    "last_refresh": None,
    "cache_target_age": None,
    "next_allowed_client_refresh": None,
    "is_cached": False,
    "query_status": None,
}
_TAKEN = ("columns", "types", "hogql", "hasMore", "last_refresh", "next_allowed_client_refresh")


class Results:
    """Computes for one request; `is_strict` raises what is wrong with a query, else it is told."""

    def __init__(
        self,
        project: Project,
        *,
        is_waited_for: bool,
        filters: Answer | None = None,
        variables: Answer | None = None,
        is_strict: bool = False,
    ) -> None:
        self._project = project
        self._is_waited_for = is_waited_for
        self._filters = filters or {}
        self._variables = variables or {}
        self._is_strict = is_strict

    def query_of(self, insight: Any) -> Any:
        """The query as it runs here: with what the dashboard or the request lays over it."""
        if insight.query is None:
            return None
        return with_variables(with_filters(insight.query, self._filters), self._variables)

    def of(self, insight: Any) -> Answer:
        """The members of the insight's JSON that tell the result."""
        query = self.query_of(insight)
        if not self._is_waited_for or not can_answer(query):
            return NOTHING
        try:
            answer = run(self._project, {"query": with_saved(self._project.pk, query)})
        except BadRequest as error:
            if self._is_strict:
                raise
            return {**NOTHING, "error": told(error)}
        taken = {name: answer.get(name) for name in _TAKEN}
        return {**NOTHING, **taken, "result": answer.get("results")}


def told(error: TenrecError) -> dict[str, str]:
    """What a tile says in place of a result."""
    return {"type": error.code, "message": error.detail}


def is_waiting(request: Request, default: str = "force_cache") -> bool:
    """Whether `?refresh=` asks to wait for a result, which a key must be allowed to.

    Without it nothing is computed, unless the route is there for computing.
    """
    mode = request.query_params.get("refresh") or default
    mode = {"true": "force_blocking", "false": "force_cache"}.get(mode.lower(), mode)
    if mode not in REFRESH_MODES:
        names = ", ".join(REFRESH_MODES)
        raise ValidationError({"refresh": [f"Must be one of: {names}."]}, code="invalid")
    if mode in WAITING:
        check_may_ask(request, asked_filters(request))
    return mode in WAITING


def asked_object(request: Request, name: str) -> Answer | None:
    """A query parameter that holds a JSON object."""
    text = request.query_params.get(name)
    if not text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ValidationError({name: ["Must be a JSON object."]}, code="invalid")
    return value


def asked_filters(request: Request) -> Answer | None:
    """`?filters_override=`, checked."""
    filters = asked_object(request, "filters_override")
    if filters is not None:
        check_filters(filters, "filters_override")
    return filters


def check_filters(filters: Any, attr: str) -> None:
    """Raises WrongQuery for what a dashboard cannot lay over its insights."""
    if not isinstance(filters, dict):
        raise WrongQuery("Filters are an object.", attr=attr, code="invalid_input")
    validate_part(DashboardFilters, filters, attr)
