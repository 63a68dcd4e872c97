"""Whom a source of a static cohort means: uuids, distinct ids, e-mails, a cohort, a query."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

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
from tenrec.persons.cohorts.facts import cohort_facts
from tenrec.persons.cohorts.members import Members
from tenrec.persons.cohorts.models import Cohort, CohortSource
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import EventStore, Limits

Kind = CohortSource.Kind
PIECE = 5_000
_MOST_ROWS = 1_000_000
_LIMITS = Limits(seconds=600, rows=_MOST_ROWS)
_PERSON_COLUMNS = ("person_id", "actor_id", "id")


def listed(project_id: int, uuids: Iterable[UUID | str]) -> list[UUID]:
    """Those that are persons of the project; what is no uuid is nobody's."""
    valid = [uuid for uuid in map(_uuid, uuids) if uuid is not None]
    found: list[UUID] = []
    for part in pieces(valid):
        persons = Person.objects.filter(team_id=project_id, uuid__in=part)
        found.extend(persons.values_list("uuid", flat=True))
    return found


def resolved(cohort: Cohort, source: CohortSource, store: EventStore) -> Iterable[UUID]:
    """The persons of the project; names of nobody are left out."""
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


def _uuid(value: UUID | str) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None


def pieces(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As much as one transaction takes."""
    return (items[start : start + PIECE] for start in range(0, len(items), PIECE))
