"""Static cohorts: who is in them is changed here, and follows merges and deletions of persons."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from tenrec.core.errors import BadRequest
from tenrec.jobs import keep_going
from tenrec.persons.cohorts.members import write
from tenrec.persons.cohorts.models import Cohort, CohortMember, CohortSource
from tenrec.persons.cohorts.sources import pieces, resolved
from tenrec.store import open as stores
from tenrec.store.base import EventStore

Kind = CohortSource.Kind


def add(cohort: Cohort, uuids: Iterable[UUID]) -> None:
    """More members; who is in already stays so. Ask for a calculation after."""
    rows = [CohortMember(cohort=cohort, person_uuid=uuid) for uuid in uuids]
    CohortMember.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def remove(cohort: Cohort, uuid: UUID | str) -> bool:
    """False when the person was not a member. Ask for a calculation after."""
    return cohort.members.filter(person_uuid=uuid).delete()[0] > 0


def tell_at_once(cohort: Cohort, uuids: Iterable[UUID | str], *, is_gone: bool = False) -> None:
    """Questions see a change of the list as soon as it is committed, before the calculation."""
    if cohort.version is None:
        return
    Cohort.objects.filter(pk=cohort.pk).update(count=cohort.members.count())
    place = (cohort.project_id, cohort.pk, cohort.version)
    rows = [(*place, str(uuid), int(is_gone)) for uuid in uuids]
    token = f"cohort-static-{uuid4()}"
    # Whatever happens to it: the calculation that was asked for will tell, too.
    transaction.on_commit(lambda: _write(rows, token), robust=True)


def _write(rows: list[tuple[int, int, int, str, int]], token: str) -> None:
    write(stores.current(), rows, token)


def keep_for_later(cohort: Cohort, kind: str, ids: Sequence[str]) -> None:
    """The calculation will find the persons, a piece at a time."""
    rows = [CohortSource(cohort=cohort, kind=kind, value=list(part)) for part in pieces(ids)]
    CohortSource.objects.bulk_create(rows, batch_size=50)


def keep_query(cohort: Cohort, query: Any) -> None:
    """The calculation will ask it, once."""
    CohortSource.objects.create(cohort=cohort, kind=Kind.QUERY, value=query)


def take_in(cohort: Cohort, store: EventStore) -> None:
    """Adds everybody whom the sources name; a source that is taken in is gone."""
    # One look-up each: a cursor that stays open would keep what it saw, and then SQLite lets nobody
    # write who has not seen what others wrote meanwhile.
    while (source := cohort.sources.order_by("id").first()) is not None:
        keep_going()
        uuids = list(resolved(cohort, source, store))
        for part in pieces(uuids):
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
        CohortMember.objects.filter(person_uuid__in=part).exists() for part in pieces(gone_uuids)
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
    for part in pieces(uuids):
        held = CohortMember.objects.filter(cohort__project_id=team_id, person_uuid__in=part)
        changed.update(held.values_list("cohort_id", flat=True))
        held.delete()
    return changed


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
