"""Static cohorts: the persons that somebody listed, by uuid, distinct id, e-mail or CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from tenrec.core.errors import BadRequest
from tenrec.hogql import parse
from tenrec.hogql.compile import compile_query
from tenrec.hogql.context import Context
from tenrec.hogql.tree import (
    Alias,
    Call,
    Cast,
    Constant,
    InCohort,
    Join,
    Name,
    Query,
    Select,
    TableName,
    walk,
)
from tenrec.jobs import keep_going
from tenrec.persons.cohorts.facts import cohort_facts
from tenrec.persons.cohorts.members import Members
from tenrec.persons.cohorts.models import Cohort, CohortMember, CohortSource
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import EventStore, Limits

Kind = CohortSource.Kind
PIECE = 5_000
_MOST_ROWS = 1_000_000
_LIMITS = Limits(seconds=600, rows=_MOST_ROWS)
_HEADERS = {
    "person_id": Kind.PERSON,
    "person-id": Kind.PERSON,
    "person .id": Kind.PERSON,
    "distinct_id": Kind.DISTINCT_ID,
    "distinct-id": Kind.DISTINCT_ID,
    "email": Kind.EMAIL,
    "e-mail": Kind.EMAIL,
}
_PERSON_COLUMNS = ("person_id", "actor_id", "id")


def listed(project_id: int, uuids: Iterable[UUID | str]) -> list[UUID]:
    """Those that are persons of the project; what is no uuid is nobody's."""
    valid = [uuid for uuid in map(_uuid, uuids) if uuid is not None]
    found: list[UUID] = []
    for part in _parts(valid):
        persons = Person.objects.filter(team_id=project_id, uuid__in=part)
        found.extend(persons.values_list("uuid", flat=True))
    return found


def add(cohort: Cohort, uuids: Iterable[UUID]) -> None:
    """More members; who is in already stays so. Ask for a calculation after."""
    rows = [CohortMember(cohort=cohort, person_uuid=uuid) for uuid in uuids]
    CohortMember.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def remove(cohort: Cohort, uuid: UUID | str) -> bool:
    """False when the person was not a member. Ask for a calculation after."""
    return cohort.members.filter(person_uuid=uuid).delete()[0] > 0


def read_csv(content: bytes) -> tuple[str, list[str]]:
    """What the file lists, and by which of their names; BadRequest says what it lacks."""
    try:
        text = content.decode("utf-8-sig")
        rows = [
            row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))
        ]
    except (UnicodeDecodeError, csv.Error):
        raise _bad_csv("The file is not CSV in UTF-8.") from None
    if not rows:
        raise _bad_csv("The file is empty.")
    head = [cell.strip().lower() for cell in rows[0]]
    if sum(map(bool, head)) <= 1 and not _HEADERS.keys() & set(head):
        kind, column, body = Kind.DISTINCT_ID, next(i for i, c in enumerate(head) if c), rows
    else:
        kind, column = _column(head)
        body = rows[1:]
    ids = [row[column].strip() for row in body if len(row) > column]
    ids = [one for one in dict.fromkeys(ids) if one and "\0" not in one]
    if not ids:
        raise _bad_csv("The file names nobody.")
    return kind, ids


def _column(head: Sequence[str]) -> tuple[CohortSource.Kind, int]:
    for wanted in (Kind.PERSON, Kind.DISTINCT_ID, Kind.EMAIL):
        for index, name in enumerate(head):
            if _HEADERS.get(name) == wanted:
                return wanted, index
    names = ", ".join(head)[:200]
    raise _bad_csv(f"One of its columns must be person_id, distinct_id or email. It has: {names}")


def _bad_csv(why: str) -> BadRequest:
    return BadRequest(why, attr="csv")


def keep_for_later(cohort: Cohort, kind: str, ids: Sequence[str]) -> None:
    """The calculation will find the persons, a piece at a time."""
    pieces = [CohortSource(cohort=cohort, kind=kind, value=list(part)) for part in _parts(ids)]
    CohortSource.objects.bulk_create(pieces, batch_size=50)


def keep_query(cohort: Cohort, query: Any) -> None:
    """The calculation will ask it, once."""
    CohortSource.objects.create(cohort=cohort, kind=Kind.QUERY, value=query)


def take_in(cohort: Cohort, store: EventStore) -> None:
    """Adds everybody whom the sources name; a source that is taken in is gone."""
    for source in cohort.sources.order_by("id").iterator(chunk_size=1):
        keep_going()
        uuids = list(_resolved(cohort, source, store))
        for part in _parts(uuids):
            keep_going()
            add(cohort, part)
        source.delete()


def pages(cohort: Cohort, size: int) -> Iterator[list[str]]:
    """The uuids of all members."""
    last = 0
    while True:
        rows = list(
            cohort.members.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "person_uuid")[:size]
        )
        yield [str(uuid) for _, uuid in rows]
        if len(rows) < size:
            return
        last = rows[-1][0]


def follow_merges(merges: Sequence[tuple[int, str, str]]) -> set[int]:
    """Who became part of somebody else is a member as that person now; the cohorts that changed.

    Each is team, who is gone, and into whom, in the order in which it happened.
    """
    changed: set[int] = set()
    gone_uuids = [gone for _, gone, _ in merges]
    is_member = any(
        CohortMember.objects.filter(person_uuid__in=part).exists() for part in _parts(gone_uuids)
    )
    if not is_member:
        return changed
    for team_id, gone, into in merges:
        held = CohortMember.objects.filter(cohort__project_id=team_id, person_uuid=gone)
        ids = list(held.values_list("cohort_id", flat=True))
        rows = [CohortMember(cohort_id=pk, person_uuid=into) for pk in ids]
        CohortMember.objects.bulk_create(rows, ignore_conflicts=True)
        held.delete()
        changed.update(ids)
    return changed


def leave_cohorts(team_id: int, uuids: Sequence[UUID]) -> set[int]:
    """Persons who are deleted are in no list any more; the cohorts that changed."""
    changed: set[int] = set()
    for part in _parts(uuids):
        held = CohortMember.objects.filter(cohort__project_id=team_id, person_uuid__in=part)
        changed.update(held.values_list("cohort_id", flat=True))
        held.delete()
    return changed


def _resolved(cohort: Cohort, source: CohortSource, store: EventStore) -> Iterable[UUID]:
    team_id, value = cohort.project_id, source.value
    match source.kind:
        case Kind.PERSON:
            return listed(team_id, value)
        case Kind.DISTINCT_ID:
            return _by_distinct_id(cohort, value, store)
        case Kind.EMAIL:
            return _by_email(cohort, value, store)
        case Kind.COHORT:
            number, version = value
            return listed(team_id, Members(team_id, number, version, store))
        case Kind.QUERY:
            return _asked(cohort, people_query(value), store)
    raise AssertionError(source.kind)


def _by_distinct_id(cohort: Cohort, ids: list[str], store: EventStore) -> list[UUID]:
    """A file without a header may list e-mail addresses just as well."""
    rows = list(
        PersonDistinctId.objects.filter(
            team_id=cohort.project_id, distinct_id__in=ids, person__isnull=False
        ).values_list("distinct_id", "person__uuid")
    )
    unknown = set(ids) - {distinct_id for distinct_id, _ in rows}
    addresses = [one for one in unknown if "@" in one]
    return [uuid for _, uuid in rows] + _by_email(cohort, addresses, store)


def _by_email(cohort: Cohort, addresses: list[str], store: EventStore) -> list[UUID]:
    if not addresses:
        return []
    email = Call("lower", [Call("toString", [Name(("properties", "email"))])])
    wanted = Call("tuple", [Constant(one.lower()) for one in addresses])
    query = Select(
        [Alias(Name(("id",)), "person_id")],
        joins=[Join(TableName("persons"))],
        where=Call("in", [email, wanted]),
    )
    return _asked(cohort, query, store)


def people_query(value: Any) -> Query:
    """The query of a static cohort, asked for its column of persons."""
    if not isinstance(value, dict) or value.get("kind") != "HogQLQuery":
        raise BadRequest("Only a HogQLQuery can fill a cohort yet.", attr="query")
    text = value.get("query")
    if not isinstance(text, str):
        raise BadRequest("The query needs its text.", attr="query")
    asked = parse.select(text)
    first: Any = asked
    while not isinstance(first, Select):
        first = first.queries[0]
    names = [_name_of(item) for item in first.items]
    column = next((name for name in _PERSON_COLUMNS if name in names), None)
    if column is None:
        raise BadRequest("The query needs a column person_id, actor_id or id.", attr="query")
    person = Cast(Name((column,)), "Nullable(UUID)")
    return Select(
        [Alias(person, "person")],
        is_distinct=True,
        joins=[Join(asked, alias="asked")],
    )


def _name_of(item: Any) -> str:
    if isinstance(item, Alias):
        return item.name
    return str(item.chain[-1]) if isinstance(item, Name) else ""


def _asked(cohort: Cohort, query: Query, store: EventStore) -> list[UUID]:
    project = cohort.project
    context = Context(
        project.pk, project.timezone or "UTC", has_default_limit=False, max_rows=_MOST_ROWS - 1
    )
    named = {node.cohort for node in walk(query) if isinstance(node, InCohort)}
    context.cohorts = cohort_facts(project.pk, named)
    compiled = compile_query(query, context)
    rows = store.select(
        compiled.sql,
        compiled.params,
        team_id=project.pk,
        limits=_LIMITS,
        settings=compiled.settings,
    ).rows
    return listed(project.pk, (row[0] for row in rows if row[0] is not None))


def _uuid(value: UUID | str) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + PIECE] for start in range(0, len(items), PIECE))


def check_query(project: Any, value: Any) -> None:
    """Raises when the query cannot be understood, naming the field."""
    try:
        query = people_query(value)
        context = Context(project.pk, project.timezone or "UTC")
        named = {node.cohort for node in walk(query) if isinstance(node, InCohort)}
        context.cohorts = cohort_facts(project.pk, named)
        compile_query(query, context)
    except BadRequest as refusal:
        raise BadRequest(refusal.detail, code=refusal.code, attr="query") from None


def check_copied(cohort: Cohort) -> tuple[int, int]:
    """What a copy needs to know of the cohort; its members are not known before a calculation."""
    if cohort.version is None:
        why = cohort.last_error_message or "Ask again in a moment."
        raise BadRequest(f"This cohort has not been calculated yet. {why}")
    return cohort.pk, cohort.version


@transaction.atomic
def copy_of(cohort: Cohort, copied: Cohort) -> None:
    """The new static cohort takes the members that the other one has now."""
    CohortSource.objects.create(cohort=copied, kind=Kind.COHORT, value=list(check_copied(cohort)))
