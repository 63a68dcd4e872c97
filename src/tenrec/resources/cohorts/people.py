"""The members of a cohort as persons, a page at a time."""

from dataclasses import dataclass
from uuid import UUID

from tenrec.persons.cohorts.members import Members
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.cohorts.search import Search
from tenrec.persons.models import Person


@dataclass(frozen=True, slots=True)
class FoundMembers:
    """Stands where a queryset would: pages come from the event store, in its order."""

    team_id: int
    found: Members | Search

    @classmethod
    def of(cls, cohort: Cohort, search: str | None) -> "FoundMembers":
        """All members, or those with this text in their e-mail, or this distinct id."""
        members = Members(cohort.project_id, cohort.pk, cohort.version)
        return cls(cohort.project_id, Search(members, search) if search else members)

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
