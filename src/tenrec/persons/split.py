"""Takes a person apart: every distinct id but one becomes somebody of its own."""

from datetime import datetime
from uuid import UUID, uuid5

from tenrec.core.ids import PERSON_NAMESPACE, person_uuid
from tenrec.persons.apply import Rows
from tenrec.persons.models import Person, PersonDistinctId, PersonTombstone


class Split:
    """`leaving` are the ids that go, each with the new person that it becomes.

    The new mappings have a version above 0: queries count the events that were stored under
    the old person for the new ones, by the overrides.
    """

    def __init__(
        self, person: Person, leaving: list[tuple[PersonDistinctId, Person]], *, empties: bool
    ) -> None:
        self._person = person
        self._leaving = leaving
        self._empties = empties

    @classmethod
    def read(cls, team_id: int, uuid: str, main: str | None, now: datetime) -> "Split | None":
        """`main` keeps the person; without it the first id does, with no properties left."""
        person = Person.objects.filter(team_id=team_id, uuid=UUID(uuid)).first()
        if person is None:
            return None
        ids = list(PersonDistinctId.objects.filter(person=person).order_by("id"))
        names = [row.distinct_id for row in ids]
        keeper = main if main is not None else next(iter(names), None)
        if keeper not in names:  # it was moved by a merge before the split had its turn
            return None
        others = [row for row in ids if row.distinct_id != keeper]
        if main is None:
            person.properties = "{}"
            person.version += 1
        return cls(person, _people(person, others), empties=main is None)

    def rows(self) -> Rows:
        """The new persons and mappings, for the event store."""
        ids = [
            (row.team_id, row.distinct_id, str(person.uuid), row.version + 1, False)
            for row, person in self._leaving
        ]
        people = [person for _, person in self._leaving]
        changed = [self._person, *people] if self._empties else people
        return {
            "persons": [_row(person) for person in changed],
            "person_distinct_ids": ids,
            "person_distinct_id_overrides": ids,
        }

    def save(self) -> None:
        """Inside the transaction that moves the position."""
        if self._empties:
            self._person.save(update_fields=["properties", "version"])
        Person.objects.bulk_create([person for _, person in self._leaving])
        for row, person in self._leaving:
            row.person = person
            row.version += 1
        PersonDistinctId.objects.bulk_update(
            [row for row, _ in self._leaving], ["person", "version"], batch_size=200
        )


def _people(person: Person, ids: list[PersonDistinctId]) -> list[tuple[PersonDistinctId, Person]]:
    team_id = person.team_id
    own = {row.distinct_id: person_uuid(team_id, row.distinct_id) for row in ids}
    uuids = list(map(UUID, own.values()))
    taken: set[str] = set()
    graves: dict[str, int] = {}
    for start in range(0, len(uuids), 500):
        some = uuids[start : start + 500]
        found = Person.objects.filter(team_id=team_id, uuid__in=some)
        taken |= {str(uuid) for uuid in found.values_list("uuid", flat=True)}
        buried = PersonTombstone.objects.filter(team_id=team_id, uuid__in=some)
        graves |= {str(uuid): version for uuid, version in buried.values_list("uuid", "version")}
    return [(row, _somebody(person, row, own[row.distinct_id], taken, graves)) for row in ids]


def _somebody(
    person: Person, row: PersonDistinctId, uuid: str, taken: set[str], graves: dict[str, int]
) -> Person:
    if uuid in taken:
        # The person being split was made by this very id, or somebody else was.
        uuid = str(uuid5(PERSON_NAMESPACE, f"{uuid}:{person.uuid}:{row.version}"))
    return Person(
        team_id=person.team_id,
        uuid=UUID(uuid),
        created_at=person.created_at,
        last_seen_at=person.last_seen_at,
        version=graves.get(uuid, -1) + 1,
    )


def _row(person: Person) -> tuple[object, ...]:
    return (
        person.team_id,
        str(person.uuid),
        person.created_at,
        person.properties,
        person.is_identified,
        person.last_seen_at,
        person.version,
        False,
    )
