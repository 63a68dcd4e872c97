"""Deletes persons between two batches: tombstones at once, their rows by a job after it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import F, Q

from tenrec.persons.apply import Rows
from tenrec.persons.cohorts.static import leave_cohorts
from tenrec.persons.erase_job import erase_persons
from tenrec.persons.jobs import ask_for
from tenrec.persons.merge import TOMBSTONE_STEP
from tenrec.persons.models import Person, PersonDeletion, PersonDistinctId, PersonTombstone

_CHUNK = 500


class Removal:
    """The persons whom a deletion means when its turn comes, merges before it included."""

    def __init__(
        self,
        deletion: PersonDeletion,
        persons: list[Person],
        ids: list[PersonDistinctId],
        now: datetime,
    ) -> None:
        self._deletion = deletion
        self._persons = persons
        self._ids = ids
        self._now = now

    @classmethod
    def read(cls, team_id: int, deletion_id: str, now: datetime) -> "Removal | None":
        """None when it was carried out before, or its request was undone."""
        deletion = PersonDeletion.objects.filter(
            team_id=team_id, id=deletion_id, state=PersonDeletion.State.WAITING
        ).first()
        if deletion is None:
            return None
        persons = {person.pk: person for person in _asked(team_id, deletion)}
        ids = list(PersonDistinctId.objects.filter(team_id=team_id, person_id__in=list(persons)))
        return cls(deletion, list(persons.values()), ids, now)

    def rows(self) -> Rows:
        """Tombstones; nothing when only the events of the persons are to go."""
        if not self._deletion.deletes_person:
            return {}
        uuids = {person.pk: str(person.uuid) for person in self._persons}
        held = [
            (row.team_id, row.distinct_id, uuids[row.person_id], row.version)
            for row in self._ids
            if row.person_id is not None
        ]
        return {
            "persons": [
                (
                    person.team_id,
                    str(person.uuid),
                    person.created_at,
                    "{}",
                    person.is_identified,
                    None,
                    person.version + TOMBSTONE_STEP,
                    True,
                )
                for person in self._persons
            ],
            "person_distinct_ids": [
                (*row, version + TOMBSTONE_STEP, True) for *row, version in held
            ],
            "person_distinct_id_overrides": [
                (*row, version + TOMBSTONE_STEP, True) for *row, version in held if version > 0
            ],
        }

    @property
    def gone(self) -> list[UUID]:
        """The persons who are deleted, for other rooms that keep something of them."""
        return [person.uuid for person in self._persons] if self._deletion.deletes_person else []

    def save(self) -> None:
        """Inside the transaction that moves the position; the job begins when it holds."""
        deletion = self._deletion
        deletion.state = PersonDeletion.State.ERASING
        deletion.cut_at = self._now
        deletion.persons = sorted({*deletion.persons, *(str(p.uuid) for p in self._persons)})
        deletion.distinct_ids = sorted(
            {*deletion.distinct_ids, *(row.distinct_id for row in self._ids)}
        )
        if deletion.deletes_person:
            self._bury()
        if deletion.deletes_person:
            deletion.counts = {"persons": len(self._persons), "distinct_ids": len(self._ids)}
        deletion.save()
        erase_persons.enqueue(str(deletion.pk))

    def _bury(self) -> None:
        self._deletion.versions = {
            "persons": {str(p.uuid): p.version + TOMBSTONE_STEP for p in self._persons},
            "distinct_ids": {r.distinct_id: r.version + TOMBSTONE_STEP for r in self._ids},
        }
        PersonTombstone.objects.bulk_create(
            [
                PersonTombstone(
                    team_id=person.team_id,
                    uuid=person.uuid,
                    version=person.version + TOMBSTONE_STEP,
                )
                for person in self._persons
            ],
            update_conflicts=True,
            unique_fields=["team_id", "uuid"],
            update_fields=["version"],
        )
        keys = [person.pk for person in self._persons]
        log = apps.get_model("activity", "ActivityLog").objects
        # What was done to them may be told, but not what they were called.
        log.filter(
            scope="Person", project_id=self._deletion.team_id, item_id__in=list(map(str, keys))
        ).update(detail={"name": None, "short_id": None, "changes": []})
        PersonDistinctId.objects.filter(person_id__in=keys).update(
            person=None, version=F("version") + TOMBSTONE_STEP
        )
        Person.objects.filter(pk__in=keys).delete()
        uuids = [person.uuid for person in self._persons]
        ask_for(sorted(leave_cohorts(self._deletion.team_id, uuids)))


def _asked(team_id: int, deletion: PersonDeletion) -> Iterable[Person]:
    """By uuid, and whoever holds one of the ids now: a merge may have moved them meanwhile."""
    uuids = [UUID(uuid) for uuid in deletion.persons]
    names: list[str] = deletion.distinct_ids
    found = Person.objects.filter(team_id=team_id)
    for start in range(0, len(uuids), _CHUNK):
        yield from found.filter(uuid__in=uuids[start : start + _CHUNK])
    for start in range(0, len(names), _CHUNK):
        held = Q(distinct_ids__distinct_id__in=names[start : start + _CHUNK])
        yield from found.filter(held).distinct()
