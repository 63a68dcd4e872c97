"""A client, people in both databases, and flags."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.store.base import Batch, EventStore

Json = dict[str, Any]
EVERYBODY: Json = {"groups": [{"properties": [], "rollout_percentage": 100}]}
PRO: Json = {"key": "plan", "type": "person", "value": ["pro"], "operator": "exact"}
_PERSONS = ["team_id", "id", "created_at", "properties", "is_identified", "version", "is_deleted"]


def somebody(store: EventStore, project: Project, name: str, **properties: Any) -> Person:
    text = json.dumps(properties)
    person = Person.objects.create(
        team_id=project.pk, uuid=uuid4(), properties=text, created_at=now()
    )
    PersonDistinctId.objects.create(team_id=project.pk, distinct_id=name, person=person, version=0)
    row = (project.pk, person.uuid, "2026-01-01 00:00:00", text, 1, 0, 0)
    line = ("\t".join(map(str, row)) + "\n").encode()
    store.insert(Batch("persons", _PERSONS, line, uuid4().hex))
    return person


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/feature_flags"


@pytest.fixture
def people(store: EventStore, project: Project) -> dict[str, Person]:
    return {
        "ada": somebody(store, project, "ada", plan="pro", email="ada@shop.test", age=40),
        "bob": somebody(store, project, "bob", plan="free", email="bob@shop.test", age=20),
        "cyd": somebody(store, project, "cyd", email="cyd@else.test"),
    }


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


def made(client: APIClient, home: str, key: str, **fields: Any) -> Json:
    body = {"key": key, "filters": EVERYBODY, "_should_create_usage_dashboard": False, **fields}
    answer = client.post(f"{home}/", body, format="json")
    assert answer.status_code == 201, answer.content
    flag: Json = answer.json()
    return flag


def for_those(*properties: Json, share: int = 100, **more: Any) -> Json:
    return {"groups": [{"properties": list(properties), "rollout_percentage": share}], **more}


def needs(flag: Json, value: Any = True) -> Json:
    return {
        "key": str(flag["id"]),
        "type": "flag",
        "operator": "flag_evaluates_to",
        "value": value,
    }


def refused(answer: Any, attr: str | None, code: str = "invalid_input") -> str:
    assert answer.status_code == 400, answer.content
    body = answer.json()
    assert (body["attr"], body["code"]) == (attr, code), body
    return str(body["detail"])
