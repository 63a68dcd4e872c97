"""Calculates a cohort: everybody who meets its criteria, under a version of their own.

Questions are answered from the version before until all members are stored.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from time import perf_counter, time
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.timezone import now

from tenrec.core.errors import QueryRefused, StoreDown, TenrecError
from tenrec.hogql.compile import compile_query
from tenrec.hogql.context import Context
from tenrec.hogql.tree import (
    Alias,
    Call,
    Constant,
    Join,
    Name,
    Node,
    OrderItem,
    Select,
    TableName,
)
from tenrec.jobs import Interrupted, keep_going
from tenrec.persons.cohorts import graph, members, static
from tenrec.persons.cohorts.criteria import Group
from tenrec.persons.cohorts.facts import cohort_facts
from tenrec.persons.cohorts.models import Cohort, CohortCalculation
from tenrec.persons.cohorts.tree import NOT_CALCULATED, condition
from tenrec.store import open as stores
from tenrec.store.base import EventStore, Limits

log = logging.getLogger(__name__)

PAGE = 200_000
_LIMITS = Limits(seconds=600, rows=PAGE + 1)
# Not waited for: the engine takes a second for it, in which nothing else could be stored.
_DELETE = (
    "DELETE FROM cohort_people WHERE team_id = {:d} AND cohort_id = {:d} AND version < {:d}"
    " SETTINGS lightweight_deletes_sync = 0"
)
_HISTORY = 100


def calculate(cohort_id: int, store: EventStore | None = None) -> bool:
    """False when there is nothing to do. StoreDown is the caller's to try again."""
    cohort = _begin(cohort_id)
    if cohort is None:
        return False
    opened = store or stores.current()
    history = CohortCalculation(cohort=cohort, filters=cohort.filters)
    try:
        count = _fill(cohort, opened, history)
    except StoreDown as error:
        _fail(cohort, history, error.detail)
        raise
    except TenrecError as error:
        _fail(cohort, history, error.detail)
        return True
    except Interrupted:
        Cohort.objects.filter(id=cohort.pk).update(is_queued=True)
        raise
    except Exception:  # told to who waits for the cohort, then to the job
        _fail(cohort, history, "The calculation failed.")
        raise
    _finish(cohort, history, count, opened)
    return True


def _begin(cohort_id: int) -> Cohort | None:
    """Takes a number of its own, so that rows of two calculations never mix."""
    found = Cohort.objects.filter(id=cohort_id, deleted=False).select_related("project")
    # By the clock as well: a state database that was restored must not meet rows of its future.
    number = Greatest(F("attempt") + 1, int(time() * 1000))
    taken = found.update(attempt=number, is_queued=False, is_calculating=True)
    return found.first() if taken else None


def _fill(cohort: Cohort, store: EventStore, history: CohortCalculation) -> int:
    if cohort.is_static:
        static.take_in(cohort, store)
        pages: Iterator[list[str]] = static.pages(cohort, PAGE)
    else:
        pages = _pages(cohort, store, history.queries)
    count = 0
    for number, page in enumerate(pages):
        keep_going()
        rows = ((cohort.project_id, cohort.pk, cohort.attempt, uuid, 0) for uuid in page)
        count += members.write(store, rows, f"cohort-{history.pk}-{number}")
    return count


def _pages(cohort: Cohort, store: EventStore, told: list[dict[str, Any]]) -> Iterator[list[str]]:
    criteria = graph.read_stored(cohort.filters)
    if not criteria.parts:
        return
    last: str | None = None
    while True:
        page = _page(cohort, criteria, last, store, told)
        yield page
        if len(page) < PAGE:
            return
        last = page[-1]


def _page(
    cohort: Cohort,
    criteria: Group,
    last: str | None,
    store: EventStore,
    told: list[dict[str, Any]],
) -> list[str]:
    """A page of the persons who meet the criteria, in the order in which they are stored."""
    where = [condition(criteria)]
    if last is not None:
        where.append(Call("greater", [Name(("id",)), Call("toUUID", [Constant(last)])]))
    query = Select(
        [Alias(Name(("id",)), "person_id")],
        joins=[Join(TableName("persons"))],
        where=where[0] if len(where) == 1 else Call("and", where),
        order_by=[OrderItem(Name(("id",)))],
        limit=Constant(PAGE),
    )
    project = cohort.project
    context = Context(project.pk, project.timezone or "UTC", max_rows=PAGE)
    context.cohorts = cohort_facts(project.pk, graph.references(criteria))
    compiled = compile_query(query, context)
    start = perf_counter()
    answer = store.select(
        compiled.sql,
        compiled.params,
        team_id=project.pk,
        limits=_LIMITS,
        settings=compiled.settings,
    )
    told.append(
        {
            "query": compiled.hogql,
            "query_ms": round((perf_counter() - start) * 1000),
            "read_rows": answer.rows_read,
            "written_rows": len(answer.rows),
        }
    )
    return [row[0] for row in answer.rows]


def _finish(cohort: Cohort, history: CohortCalculation, count: int, store: EventStore) -> None:
    before, at = cohort.version, now()
    # A later calculation may have been faster: its answer stays.
    ours = Cohort.objects.filter(id=cohort.pk).exclude(version__gte=cohort.attempt)
    ours.update(
        version=cohort.attempt,
        count=count,
        last_calculation=at,
        errors_calculating=0,
        last_error_message=None,
        is_calculating=F("is_queued"),
    )
    _note(history, at, count=count)
    if before is not None:
        # Whoever asks right now may still read the version before: only older ones go.
        store.execute(_DELETE.format(cohort.project_id, cohort.pk, before))


def _fail(cohort: Cohort, history: CohortCalculation, why: str) -> None:
    Cohort.objects.filter(id=cohort.pk).update(
        errors_calculating=F("errors_calculating") + (0 if NOT_CALCULATED in why else 1),
        last_error_message=why,
        is_calculating=F("is_queued"),
    )
    _note(history, now(), error=why)


def _note(
    history: CohortCalculation, at: datetime, count: int | None = None, error: str | None = None
) -> None:
    history.finished_at, history.count, history.error = at, count, error
    history.save(force_insert=True)
    old = CohortCalculation.objects.filter(cohort_id=history.cohort_id).order_by("-started_at")
    CohortCalculation.objects.filter(
        id__in=list(old.values_list("id", flat=True)[_HISTORY:])
    ).delete()


def clear_deleted(store: EventStore | None = None) -> None:
    """The members of deleted cohorts go; one that is restored is calculated again."""
    gone = Cohort.objects.filter(deleted=True, version__isnull=False)
    for pk, project_id, attempt in list(gone.values_list("id", "project_id", "attempt")):
        keep_going()
        (store or stores.current()).execute(_DELETE.format(project_id, pk, attempt + 1))
        gone.filter(id=pk).update(version=None)


def check_patterns(team_id: int, patterns: list[str]) -> None:
    """QueryRefused when the engine cannot read a regular expression."""
    if patterns:
        tests: list[Node] = [Call("match", [Constant(""), Constant(one)]) for one in patterns]
        compiled = compile_query(Select(tests), Context(team_id))
        try:
            stores.current().select(
                compiled.sql, compiled.params, team_id=team_id, settings=compiled.settings
            )
        except QueryRefused:
            raise QueryRefused("A regular expression cannot be read.") from None
