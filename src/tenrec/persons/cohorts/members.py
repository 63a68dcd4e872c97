"""Who is in a cohort, as the event store has it; for the API, for flags, for other rooms.

Every text here is fixed; what varies is a parameter, and the store adds the team once more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tenrec.core.errors import NotFound
from tenrec.persons.cohorts.models import Cohort, CohortMember
from tenrec.store import open as stores
from tenrec.store.base import Batch, EventStore, Limits

_LIMITS = Limits(seconds=60, rows=1_000_000)
_COLUMNS = ("team_id", "cohort_id", "version", "person_id", "is_deleted")
_CURRENT = """
    FROM cohort_people FINAL
    WHERE team_id = {team:Int64} AND cohort_id = {cohort:Int64} AND version = {version:UInt64}
    AND is_deleted = 0
"""
_SLICE = "LIMIT {limit:UInt64} OFFSET {offset:UInt64}"
_PAGE = f"SELECT person_id {_CURRENT} ORDER BY person_id {_SLICE}"
_COUNT = f"SELECT count() {_CURRENT}"
_ONE = f"SELECT count() {_CURRENT} AND person_id IN {{persons:Array(UUID)}}"
_WHERE_ARE = """
    SELECT cohort_id, version, person_id FROM cohort_people FINAL
    WHERE team_id = {team:Int64} AND person_id IN {persons:Array(UUID)} AND is_deleted = 0
"""


@dataclass(frozen=True, slots=True)
class Members:
    """The members of the last calculation of one cohort, in an order that stays."""

    team_id: int
    cohort_id: int
    version: int | None
    store: EventStore | None = None

    def page(self, offset: int, limit: int) -> list[str]:
        """Uuids; none when the cohort was never calculated."""
        rows = self._rows(_PAGE, offset=offset, limit=limit)
        return [row[0] for row in rows]

    def count(self) -> int:
        """How many there are."""
        rows = self._rows(_COUNT)
        return int(rows[0][0]) if rows else 0

    def has_any(self, persons: Iterable[UUID | str]) -> bool:
        """Whether one of these is a member."""
        rows = self._rows(_ONE, persons=[UUID(str(person)) for person in persons])
        return bool(rows and rows[0][0])

    def __iter__(self) -> Iterator[str]:
        offset, step = 0, _LIMITS.rows // 2
        while True:
            page = self.page(offset, step)
            yield from page
            if len(page) < step:
                return
            offset += step

    def _rows(self, sql: str, **more: Any) -> list[list[Any]]:
        if self.version is None:
            return []
        params = {"team": self.team_id, "cohort": self.cohort_id, "version": self.version, **more}
        store = self.store or stores.current()
        return store.select(sql, params, team_id=self.team_id, limits=_LIMITS).rows


def members_of(team_id: int, cohort_id: int) -> Members:
    """Raises NotFound for a cohort that this project does not have."""
    found = Cohort.objects.filter(id=cohort_id, project_id=team_id, deleted=False)
    version = found.values_list("version", flat=True).first()
    if version is None and not found.exists():
        raise NotFound(f"There is no cohort {cohort_id} in this project.")
    return Members(team_id, cohort_id, version)


def member_uuids(team_id: int, cohort_id: int) -> Iterator[str]:
    """The uuids of all members; raises NotFound as `members_of`."""
    return iter(members_of(team_id, cohort_id))


def is_member(team_id: int, cohort_id: int, person_uuid: UUID | str) -> bool:
    """Whether the person is in the cohort; raises NotFound as `members_of`."""
    return members_of(team_id, cohort_id).has_any([person_uuid])


def forget_person(team_id: int, uuid: UUID | str, store: EventStore | None = None) -> None:
    """Takes a person who is deleted out of every cohort of the team, at once."""
    CohortMember.objects.filter(cohort__project_id=team_id, person_uuid=uuid).delete()
    opened = store or stores.current()
    params = {"team": team_id, "persons": [UUID(str(uuid))]}
    found = opened.select(_WHERE_ARE, params, team_id=team_id, limits=_LIMITS).rows
    write(
        opened,
        ((team_id, cohort_id, version, person, 1) for cohort_id, version, person in found),
        f"cohort-forget-{uuid4()}",
    )


def write(store: EventStore, rows: Iterable[tuple[int, int, int, str, int]], token: str) -> int:
    """Stores rows of `cohort_people`; says how many."""
    lines = ["\t".join(map(str, row)) for row in rows]
    if lines:
        data = ("\n".join(lines) + "\n").encode()
        store.insert(Batch("cohort_people", _COLUMNS, data, token))
    return len(lines)
