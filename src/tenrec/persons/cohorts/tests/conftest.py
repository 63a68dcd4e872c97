"""A project with people in both databases, and cohorts that are calculated at once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Organization, Project
from tenrec.jobs.worker import drain
from tenrec.persons.cohorts.facts import cohort_facts
from tenrec.persons.cohorts.members import member_uuids
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.jobs import ask_for
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import Batch, EventStore

_last_project = 610_000
_PERSONS = ["team_id", "id", "created_at", "properties", "is_identified", "version", "is_deleted"]


@dataclass
class Shop:
    """A project; people have their name as distinct id."""

    project: Project
    store: EventStore

    def person(self, name: str, **properties: Any) -> Person:
        person = Person.objects.create(
            team_id=self.project.pk,
            uuid=uuid4(),
            properties=json.dumps(properties),
            created_at=now(),
        )
        PersonDistinctId.objects.create(
            team_id=self.project.pk, distinct_id=name, person=person, version=0
        )
        self.publish(person)
        return person

    def publish(self, person: Person, *, version: int = 0, is_deleted: int = 0) -> None:
        """The row of the event store."""
        text = person.properties.replace("\\", "\\\\")
        values = (self.project.pk, person.uuid, "2026-01-01 00:00:00", text, 1, version, is_deleted)
        row = "\t".join(map(str, values)) + "\n"
        self.store.insert(Batch("persons", _PERSONS, row.encode(), uuid4().hex))

    def cohort(self, *criteria: dict[str, Any], word: str = "AND", **more: Any) -> Cohort:
        """A dynamic cohort, calculated."""
        filters = {"properties": {"type": word, "values": list(criteria)}} if criteria else {}
        made = Cohort.objects.create(project=self.project, **({"filters": filters} | more))
        return self.calculated(made)

    def calculated(self, cohort: Cohort) -> Cohort:
        ask_for([cohort.pk])
        drain()
        return Cohort.objects.get(pk=cohort.pk)

    def names(self, cohort: Cohort) -> list[str]:
        """The distinct ids of the members."""
        uuids = list(member_uuids(self.project.pk, cohort.pk))
        assert len(uuids) == len(set(uuids))
        ids = PersonDistinctId.objects.filter(person__uuid__in=uuids)
        return sorted(ids.values_list("distinct_id", flat=True))

    def versions(self, cohort: Cohort) -> list[int]:
        """Those of which the event store has rows."""
        text = "SELECT DISTINCT version FROM cohort_people WHERE cohort_id = {c:Int64} ORDER BY 1"
        rows = self.store.select(text, {"c": cohort.pk}, team_id=self.project.pk).rows
        return [row[0] for row in rows]

    def wait_for_versions(self, cohort: Cohort, expected: list[int]) -> None:
        """The engine removes rows when it has time."""
        until = monotonic() + 20
        while self.versions(cohort) != expected:
            assert monotonic() < until, self.versions(cohort)
            sleep(0.05)

    def problem(self, cohort: Cohort) -> str:
        """Why a query cannot ask for the cohort."""
        return cohort_facts(self.project.pk, [cohort.pk])[cohort.pk].problem


@pytest.fixture
def new_shop(db: None, store: EventStore) -> Callable[[], Shop]:
    """Makes a project of its own: the event store outlives a test."""
    garden = Organization.objects.create(name="Garden")

    def make() -> Shop:
        global _last_project
        _last_project += 1
        made = Project.objects.create(id=_last_project, organization=garden, name="Shop")
        return Shop(made, store)

    return make


@pytest.fixture
def shop(new_shop: Callable[[], Shop]) -> Shop:
    return new_shop()


def person_is(key: str, value: Any, operator: str = "exact", **more: Any) -> dict[str, Any]:
    """A criterion about a property."""
    return {"type": "person", "key": key, "value": value, "operator": operator, **more}
