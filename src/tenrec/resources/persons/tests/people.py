"""Persons in both databases, as the pipeline would have put them there."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.timezone import now

from tenrec.accounts.models import Project
from tenrec.ingest.rows import COLUMNS, line
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import Batch
from tenrec.store.open import current


def add(
    project: Project, properties: str = "{}", *distinct_ids: str, at: datetime | None = None
) -> Person:
    """A person who has these distinct ids."""
    person = Person.objects.create(
        team_id=project.id, uuid=uuid4(), created_at=at or now(), properties=properties
    )
    for distinct_id in distinct_ids:
        PersonDistinctId.objects.create(team_id=project.id, distinct_id=distinct_id, person=person)
    row = (project.id, str(person.uuid), person.created_at, properties, False, None, 0, False)
    put("persons", row)
    put(
        "person_distinct_ids",
        *((project.id, distinct_id, str(person.uuid), 0, False) for distinct_id in distinct_ids),
    )
    return person


def put(table: str, *rows: tuple[Any, ...]) -> None:
    """Rows of the event store."""
    if rows:
        data = b"".join(map(line, rows))
        current().insert(Batch(table, COLUMNS[table], data, f"test-{uuid4()}"))
