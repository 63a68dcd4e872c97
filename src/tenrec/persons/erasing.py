"""One deletion of persons, table by table: what goes, and what must stay for who comes after."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from tenrec.persons.cohorts.models import CohortMember
from tenrec.persons.models import (
    PersonDeletion,
    PersonDistinctId,
    PersonlessDistinctId,
    PersonTombstone,
)
from tenrec.persons.recordings import records_of
from tenrec.store.base import EventStore
from tenrec.store.erase import Erasure

_T = TypeVar("_T")
_CHUNK = 500
# Rows that mean something to people; of persons there may be several versions each.
_TOLD = frozenset({"events", "dead_letters", "replay_records"})
# Samples of warnings name ids under these members of their details.
_NAMED_IN = (
    "distinctId",
    "illegalDistinctId",
    "otherDistinctId",
    "sourcePersonDistinctId",
    "targetPersonDistinctId",
)
# Whom a row belongs to that was stored under a person: a later merge or split may have moved it.
_MOVED = """
    SELECT distinct_id FROM person_distinct_id_overrides WHERE team_id = {team}
    GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0
"""


class Erasing:
    """`wait` is called while the store works, and raises when the server stops."""

    def __init__(
        self, store: EventStore, deletion: PersonDeletion, wait: Callable[[], None]
    ) -> None:
        assert deletion.cut_at is not None, "a deletion is erased after its turn in the journal"
        self._store = store
        self._deletion = deletion
        self._wait = wait
        self._erasure = Erasure(store, deletion.team_id, deletion.pk.hex)
        micros = int(deletion.cut_at.timestamp()) * 1_000_000 + deletion.cut_at.microsecond
        self._cut = f"fromUnixTimestamp64Micro({micros}, 'UTC')"

    def run(self) -> None:
        """The store first: its rows are found by names that the state still has."""
        deletion = self._deletion
        self._erasure.note("id", ((name, 0) for name in deletion.distinct_ids))
        self._erasure.note("person", ((uuid, 0) for uuid in deletion.persons))
        if deletion.deletes_events:
            self._erase_events()
        if deletion.deletes_recordings:
            self._erase_recordings()
        if deletion.deletes_person:
            self._erase_profiles()
        self._forget_names()
        self._erasure.close()

    def _erase_events(self) -> None:
        ids, erasure = self._erasure.noted("id"), self._erasure
        persons = erasure.noted("person", "toUUID(name)")
        moved = _MOVED.format(team=self._deletion.team_id)
        self._delete(
            "events",
            f"created_at < {self._cut} AND (distinct_id IN {ids}"
            f" OR (person_id IN {persons} AND distinct_id NOT IN ({moved})))",
        )
        self._delete("dead_letters", f"failed_at < {self._cut} AND distinct_id IN {ids}")

    def _erase_recordings(self) -> None:
        deletion = self._deletion
        found = records_of(
            self._store, deletion.team_id, set(deletion.distinct_ids), deletion.cut_at, self._wait
        )
        self._erasure.note("record", (("", position) for position in found))
        records = self._erasure.noted("record", "number")
        self._delete("replay_records", f"position IN {records}")

    def _erase_profiles(self) -> None:
        """Up to the tombstones and with them: newer versions are somebody who came after."""
        versions = self._deletion.versions
        self._note_versions("persons", "id", versions.get("persons", {}))
        for table in ("person_distinct_ids", "person_distinct_id_overrides"):
            self._note_versions(table, "distinct_id", versions.get("distinct_ids", {}))
        for table, column in (
            ("persons", "toString(id)"),
            ("person_distinct_ids", "distinct_id"),
            ("person_distinct_id_overrides", "distinct_id"),
        ):
            rows = self._erasure.noted(table, "name, number")
            self._delete(table, f"({column}, version) IN {rows}")
        persons = self._erasure.noted("person", "toUUID(name)")
        self._delete("cohort_people", f"person_id IN {persons}")

    def _note_versions(self, table: str, column: str, last: dict[str, int]) -> None:
        """Every version that is stored up to the last one of each name."""
        kind = "UUID" if column == "id" else "String"
        for names in _parts(sorted(last)):
            found = self._store.select(
                f"SELECT toString({column}), version FROM {table} WHERE team_id = {{team:Int64}}"
                f" AND {column} IN {{names:Array({kind})}}",
                {"team": self._deletion.team_id, "names": names},
            )
            rows = [(name, version) for name, version in found.rows if version <= last[name]]
            self._erasure.note(table, rows)

    def _delete(self, table: str, condition: str) -> None:
        self._erasure.delete(table, condition, lambda found: self._count(table, found), self._wait)

    def _count(self, table: str, found: int) -> None:
        """Written down before the rows go: a second attempt would count none."""
        if table not in _TOLD:
            return
        counts = self._deletion.counts
        counts[table] = max(found, counts.get(table, 0))
        self._deletion.save(update_fields=["counts"])

    # The state database

    def _forget_names(self) -> None:
        deletion = self._deletion
        warnings = apps.get_model("ingest", "IngestionWarning").objects
        for names in _parts(deletion.distinct_ids):
            named = Q()
            for member in _NAMED_IN:
                named |= Q(**{f"details__{member}__in": names})
            warnings.filter(named, team_id=deletion.team_id).delete()
        if deletion.deletes_person:
            listed = CohortMember.objects.filter(cohort__project_id=deletion.team_id)
            for uuids in _parts(deletion.persons):
                listed.filter(person_uuid__in=uuids).delete()
        if deletion.deletes_person and deletion.deletes_events:
            # With the events no row is left that an override would have to move.
            self._forget_versions()

    def _forget_versions(self) -> None:
        team_id, versions = self._deletion.team_id, self._deletion.versions
        for names in _parts(self._deletion.distinct_ids):
            last = versions.get("distinct_ids", {})
            unused = PersonDistinctId.objects.filter(
                team_id=team_id, distinct_id__in=names, person=None
            )
            gone = [row.pk for row in unused if row.version <= last.get(row.distinct_id, -1)]
            PersonDistinctId.objects.filter(pk__in=gone, person=None).delete()
            held = PersonDistinctId.objects.filter(team_id=team_id, distinct_id__in=names)
            free = set(names) - set(held.values_list("distinct_id", flat=True))
            personless = PersonlessDistinctId.objects.filter(team_id=team_id)
            personless.filter(distinct_id__in=free, created_at__lt=self._deletion.cut_at).delete()
        for uuids in _parts(sorted(versions.get("persons", {}))):
            graves = PersonTombstone.objects.filter(
                team_id=team_id, uuid__in=[UUID(uuid) for uuid in uuids]
            )
            gone = [row.pk for row in graves if row.version <= versions["persons"][str(row.uuid)]]
            PersonTombstone.objects.filter(pk__in=gone).delete()


def _parts(names: Sequence[_T]) -> Iterator[list[_T]]:
    for start in range(0, len(names), _CHUNK):
        yield list(names[start : start + _CHUNK])
