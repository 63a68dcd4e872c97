"""JSON in, answer out: finds the kind, compiles its tree, asks the store, shapes the answer."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from time import perf_counter
from typing import Annotated, Any, Union

from pydantic import Field, ValidationError, create_model

from tenrec.core.discover import discover
from tenrec.core.errors import BadRequest
from tenrec.hogql import parse
from tenrec.hogql.compile import compile_query
from tenrec.hogql.compiled import Compiled
from tenrec.hogql.context import Context
from tenrec.hogql.tree import Node as TreeNode
from tenrec.hogql.tree import Query
from tenrec.query import kinds
from tenrec.query.base import Answer, HasTeam, Kind, Project, Question
from tenrec.query.knowledge import Known, known
from tenrec.query.schema.base import Node
from tenrec.query.seconds import measured
from tenrec.query.source import source_of
from tenrec.query.values import iso
from tenrec.store import open as stores
from tenrec.store.base import EventStore, Limits

Load = Callable[[int, Query], Known]

LIMITS = Limits(seconds=60, rows=100_000)
REFRESH_MODES = (
    "async", "async_except_on_cache_miss", "blocking", "force_async", "force_blocking",
    "force_cache", "lazy_async",
)  # fmt: skip


def run(
    project: Project | HasTeam | int,
    body: Mapping[str, Any],
    *,
    store: EventStore | None = None,
    load: Load = known,
    is_export: bool = False,
) -> dict[str, Any]:
    """The answer to the body of a POST to /query; refusals are QueryRefused or BadRequest.

    Every mode of `refresh` computes at once; the asynchronous ones get an answer that is
    already complete. An export gets all rows that one query may give, not a page of them.
    """
    asked = Project.of(project)
    mode = _refresh(body)
    query_id = _query_id(body)
    kind, node = read(body.get("query"))
    kind = _without_page(kind) if is_export else kind
    timings: list[dict[str, Any]] = []
    with measured(kind.name), _timed(timings, "."):
        answer = _answer(asked, kind, node, store, load, timings)
    answer["timings"] = timings
    answer |= _cache_fields(asked, node)
    started = datetime.now(UTC)
    status = _status(asked, query_id, started) if "async" in mode else None
    if mode == "force_async" and status is not None:
        return {"query_status": status | {"results": answer}}
    return answer | {"query_status": status}


def can_answer(query: Any) -> bool:
    """Whether this engine computes the kind of a query yet; saved ones may be ahead of it."""
    question = source_of(query)
    kind = question.get("kind") if isinstance(question, dict) else None
    return isinstance(kind, str) and kind in _kinds()


def read(query: Any) -> tuple[Kind, Node]:
    """The kind of a query node and the node, checked; wrappers are taken off."""
    query = source_of(query)
    if not isinstance(query, dict) or "kind" not in query:
        raise BadRequest("query: a node with a 'kind' is required", code="required", attr="query")
    try:
        node: Any = _request().model_validate({"query": query}).query
    except ValidationError as error:
        raise BadRequest(_words(error), code="parse_error", attr="query") from None
    return _kinds()[node.kind], node


def _without_page(kind: Kind) -> Kind:
    """The kind without the limit that a query without LIMIT has."""
    build = kind.build
    if build is None:
        return kind
    return replace(kind, build=lambda *given: replace(build(*given), has_default_limit=False))


@cache
def _kinds() -> dict[str, Kind]:
    return {kind.name: kind for kind in discover(kinds, "KIND").values()}


@cache
def _request() -> Any:
    models = tuple(kind.model for kind in _kinds().values())
    tagged: Any = Annotated[Union[models], Field(discriminator="kind")]  # noqa: UP007  # of a tuple
    return create_model("QueryRequest", query=(tagged, ...))


def _words(error: ValidationError) -> str:
    lines = [f"{error.error_count()} validation error for {error.title}"]
    for one in error.errors(include_url=False, include_input=False):
        lines.append(".".join(map(str, one["loc"])))
        lines.append(f"  {one['msg']}")
    return "\n".join(lines)


def _answer(
    project: Project,
    kind: Kind,
    node: Node,
    store: EventStore | None,
    load: Load,
    timings: list[dict[str, Any]],
) -> dict[str, Any]:
    context = Context(
        project.team_id,
        project.timezone,
        week_start_day=project.week_start_day,
    )
    if kind.tell is not None:
        return kind.tell(node, context, compile_query)
    assert kind.build is not None
    assert kind.shape is not None
    with _timed(timings, "./parse"):
        question = kind.build(node, project)
    with _timed(timings, "./compile"):
        compiled = _compiled(project, question, context, load)
    with _timed(timings, "./execute"):
        result = (store or stores.current()).select(
            compiled.sql,
            compiled.params,
            team_id=project.team_id,
            limits=LIMITS,
            settings=compiled.settings,
        )
    with _timed(timings, "./shape"):
        return kind.shape(node, Answer(result, compiled, context))


def _compiled(project: Project, question: Question, context: Context, load: Load) -> Compiled:
    facts = load(project.team_id, question.tree)
    context.property_types, context.group_names = facts.types, facts.group_names
    context.actions, context.cohorts = facts.actions, facts.cohorts
    context.values, context.has_default_limit = question.values, question.has_default_limit
    return compile_query(question.tree, context)


def check_condition(project: Project, condition: TreeNode, load: Load = known) -> None:
    """QueryRefused if the condition cannot be asked of the events of this project."""
    tree = parse.select("select 1 from events where {condition}", {"condition": condition})
    context = Context(project.team_id, project.timezone)

    def load_all(team_id: int, tree: Query) -> Known:
        """A cohort that is still to be calculated can be asked for later."""
        facts = load(team_id, tree)
        cohorts = {key: replace(cohort, problem="") for key, cohort in facts.cohorts.items()}
        return replace(facts, cohorts=cohorts)

    _compiled(project, Question(tree), context, load_all)


@contextmanager
def _timed(timings: list[dict[str, Any]], step: str) -> Iterator[None]:
    start = perf_counter()
    yield
    timings.append({"k": step, "t": round(perf_counter() - start, 6)})


def _refresh(body: Mapping[str, Any]) -> str:
    mode = body.get("refresh")
    if body.get("async") is True:
        return "async"
    if mode is True:
        return "force_blocking"
    if mode in (None, False):
        return "blocking"
    if mode not in REFRESH_MODES:
        raise BadRequest(f"refresh: '{mode}' is not a refresh mode", attr="refresh")
    return str(mode)


def _query_id(body: Mapping[str, Any]) -> str:
    given = body.get("client_query_id")
    if given is not None and not isinstance(given, str):
        raise BadRequest("client_query_id: a text is required", attr="client_query_id")
    return given or uuid.uuid4().hex


def _cache_fields(project: Project, node: Node) -> dict[str, Any]:
    now = datetime.now(UTC).replace(microsecond=0)
    text = json.dumps(
        [node.model_dump(mode="json"), project.team_id, project.timezone, project.week_start_day],
        sort_keys=True,
    )
    digest = hashlib.md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest()
    return {
        "is_cached": False,
        "cache_key": f"cache_{project.team_id}_{digest}",
        "last_refresh": iso(now),
        "next_allowed_client_refresh": iso(now + timedelta(minutes=1)),
        "timezone": project.timezone,
    }


def _status(project: Project, query_id: str, started: datetime) -> dict[str, Any]:
    return {
        "id": query_id,
        "team_id": project.team_id,
        "query_async": True,
        "complete": True,
        "error": False,
        "error_message": None,
        "results": None,
        "insight_id": None,
        "dashboard_id": None,
        "labels": None,
        "task_id": None,
        "start_time": iso(started),
        "pickup_time": iso(started),
        "end_time": iso(datetime.now(UTC)),
        "expiration_time": None,
        "query_progress": None,
    }
