"""People in both databases, a client, and cohorts that are calculated at once."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.jobs.worker import drain
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import Batch, EventStore

_PERSONS = ["team_id", "id", "created_at", "properties", "is_identified", "version", "is_deleted"]
_IDS = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]
PRO = {"type": "person", "key": "plan", "value": ["pro"], "operator": "exact"}


def criteria(*values: Any, word: str = "OR") -> dict[str, Any]:
    return {"properties": {"type": word, "values": [{"type": "AND", "values": list(values)}]}}


def somebody(store: EventStore, project: Project, name: str, **properties: Any) -> Person:
    text = json.dumps(properties)
    person = Person.objects.create(
        team_id=project.pk, uuid=uuid4(), properties=text, created_at=now()
    )
    PersonDistinctId.objects.create(team_id=project.pk, distinct_id=name, person=person, version=0)
    row = (project.pk, person.uuid, "2026-01-01 00:00:00", text, 1, 0, 0)
    line = ("\t".join(map(str, row)) + "\n").encode()
    store.insert(Batch("persons", _PERSONS, line, uuid4().hex))
    line = f"{project.pk}\t{name}\t{person.uuid}\t0\t0\n".encode()
    store.insert(Batch("person_distinct_ids", _IDS, line, uuid4().hex))
    return person


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/cohorts"


@pytest.fixture
def people(store: EventStore, project: Project) -> dict[str, Person]:
    return {
        "ada": somebody(store, project, "ada", plan="pro", email="ada@shop.test"),
        "bob": somebody(store, project, "bob", plan="free", email="bob@shop.test"),
        "cyd": somebody(store, project, "cyd", plan="pro", email="cyd@else.test"),
    }


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def made(client: APIClient, home: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(f"{home}/", fields, format="json")
    assert answer.status_code == 201, answer.content
    drain()
    found: dict[str, Any] = client.get(f"{home}/{answer.json()['id']}/").json()
    return found


def names(client: APIClient, home: str, cohort: dict[str, Any], query: str = "") -> list[str]:
    answer = client.get(f"{home}/{cohort['id']}/persons/{query}")
    assert answer.status_code == 200, answer.content
    return sorted(row["distinct_ids"][0] for row in answer.json()["results"])
