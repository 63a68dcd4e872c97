"""The members of a cohort as persons, a page at a time."""

from dataclasses import dataclass
from uuid import UUID

from tenrec.accounts.models import Project
from tenrec.hogql.comparisons import escape_like
from tenrec.hogql.tree import InCohort, Name, Node, Value
from tenrec.persons.cohorts.members import Members
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import Person
from tenrec.query.ask import ask

_FOUND = """
    from persons where {is_member} and (
        toString(properties.email) ilike {part}
        or id in (select person_id from person_distinct_ids where distinct_id = {text})
    )
"""
_PAGE = f"select id {_FOUND} order by id limit {{most}} offset {{start}}"
_COUNT = f"select count() {_FOUND}"


@dataclass(frozen=True, slots=True)
class Search:
    """The members with this text in their e-mail address, or with this distinct id."""

    project: Project
    cohort_id: int
    text: str

    def page(self, offset: int, limit: int) -> list[str]:
        """Uuids."""
        return [str(uuid) for [uuid] in self._rows(_PAGE, most=limit, start=offset)]

    def count(self) -> int:
        """How many there are."""
        [[count]] = self._rows(_COUNT)
        return int(str(count))

    def _rows(self, text: str, **numbers: int) -> list[list[object]]:
        part = f"%{escape_like(self.text)}%"
        is_member = InCohort(Name(("id",)), self.cohort_id)
        values: dict[str, Value | Node] = {
            "is_member": is_member,
            "part": part,
            "text": self.text,
            **numbers,
        }
        return ask(self.project, text, values).rows


@dataclass(frozen=True, slots=True)
class Listed:
    """The members of a static cohort, as the last change of the list left them."""

    cohort: Cohort

    def page(self, offset: int, limit: int) -> list[str]:
        """Uuids."""
        rows = self.cohort.members.order_by("person_uuid").values_list("person_uuid", flat=True)
        return [str(uuid) for uuid in rows[offset : offset + limit]]

    def count(self) -> int:
        """How many there are."""
        return self.cohort.members.count()


@dataclass(frozen=True, slots=True)
class FoundMembers:
    """Stands where a queryset would: pages come from the event store, in its order."""

    team_id: int
    found: Members | Search | Listed

    @classmethod
    def of(cls, cohort: Cohort, search: str | None) -> "FoundMembers":
        """All members, or those whom the search finds."""
        if search and cohort.version is not None:
            return cls(cohort.project_id, Search(cohort.project, cohort.pk, search))
        if cohort.is_static and not search:
            return cls(cohort.project_id, Listed(cohort))
        return cls(cohort.project_id, Members(cohort.project_id, cohort.pk, cohort.version))

    def __getitem__(self, wanted: slice) -> list[Person]:
        start, stop = wanted.start or 0, wanted.stop
        uuids = [UUID(uuid) for uuid in self.found.page(start, stop - start)]
        persons = Person.objects.filter(team_id=self.team_id, uuid__in=uuids)
        known = {person.uuid: person for person in persons.prefetch_related("distinct_ids")}
        # Somebody who is deleted right now is still on the page of the event store.
        return [known[uuid] for uuid in uuids if uuid in known]

    def count(self) -> int:
        """How many there are."""
        return self.found.count()
