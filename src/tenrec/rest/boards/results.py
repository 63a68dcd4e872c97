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
# Everything else computes before it answers; who asked to be told later gets a finished status.
_NEVER_COMPUTES = "force_cache"
_TOLD_LATER = frozenset({"async", "lazy_async", "force_async"})
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
_TAKEN = (
    "columns", "types", "hogql", "hasMore", "last_refresh", "next_allowed_client_refresh",
    "query_status",
)  # fmt: skip


class Results:
    """Computes for one request, when there is a `mode` in which to.

    `is_strict` raises what is wrong with a query, else it is told.
    """

    def __init__(
        self,
        project: Project,
        *,
        mode: str | None,
        filters: Answer | None = None,
        variables: Answer | None = None,
        is_strict: bool = False,
    ) -> None:
        self._project = project
        self._mode = mode
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
        if self._mode is None or not can_answer(query):
            return NOTHING
        is_told_later = self._mode in _TOLD_LATER
        try:
            body = {"query": with_saved(self._project.pk, query)}
            answer = run(self._project, body | ({"refresh": "async"} if is_told_later else {}))
        except BadRequest as error:
            if self._is_strict:
                raise
            return {**NOTHING, "error": told(error)}
        taken = {name: answer.get(name) for name in _TAKEN}
        return {**NOTHING, **taken, "result": answer.get("results")}


def told(error: TenrecError) -> dict[str, str]:
    """What a tile says in place of a result."""
    return {"type": error.code, "message": error.detail}


def asked_mode(request: Request, default: str = _NEVER_COMPUTES) -> str | None:
    """How `?refresh=` asks for results, which a key must be allowed to; None for not at all.

    Without it nothing is computed, unless the route is there for computing.
    """
    mode = request.query_params.get("refresh") or default
    mode = {"true": "force_blocking", "false": "force_cache"}.get(mode.lower(), mode)
    if mode not in REFRESH_MODES:
        names = ", ".join(REFRESH_MODES)
        raise ValidationError({"refresh": [f"Must be one of: {names}."]}, code="invalid")
    if mode == _NEVER_COMPUTES:
        return None
    check_may_ask(request, asked_filters(request))
    return mode


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
