"""When a flag was last called, as the events tell."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from rest_framework.test import APIClient

from tenrec.accounts.models import Project
from tenrec.resources.feature_flags.jobs import note_calls
from tenrec.resources.feature_flags.tests.conftest import made
from tenrec.store.base import Batch, EventStore

_COLUMNS = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties", "created_at"]


def called(store: EventStore, project: Project, flag: str, at: datetime) -> None:
    text = json.dumps({"$feature_flag": flag, "$feature_flag_response": True})
    moment = f"{at:%Y-%m-%d %H:%M:%S}"
    row = (project.pk, uuid4(), "$feature_flag_called", moment, "ada", text, moment)
    store.insert(Batch("events", _COLUMNS, ("\t".join(map(str, row)) + "\n").encode(), uuid4().hex))


def test_calls__the_newest_is_noted_once_an_hour(
    client: APIClient, home: str, project: Project, second_project: Project, store: EventStore
) -> None:
    flag = made(client, home, "a")
    other = made(client, f"/api/projects/{second_project.id}/feature_flags", "a")
    now = datetime.now(UTC).replace(microsecond=0)
    for days in (3, 5, 40):
        called(store, project, "a", now - timedelta(days=days))
    called(store, project, "a", now + timedelta(days=1))
    called(store, project, "unknown", now)
    note_calls.func()
    shown = client.get(f"{home}/{flag['id']}/").json()
    at = now - timedelta(days=3)
    assert datetime.fromisoformat(shown["last_called_at"]) == at
    assert (shown["version"], shown["status"]) == (1, "ACTIVE")
    path = f"/api/projects/{second_project.id}/feature_flags/{other['id']}/"
    assert client.get(path).json()["last_called_at"] is None
    called(store, project, "a", now - timedelta(days=1))
    note_calls.func()
    shown = client.get(f"{home}/{flag['id']}/").json()
    assert datetime.fromisoformat(shown["last_called_at"]) == now - timedelta(days=1)
