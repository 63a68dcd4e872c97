"""Names of events."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.taxonomy.models import EventDefinition


@pytest.fixture
def definitions(project: Project, second_project: Project) -> None:
    for day, name in enumerate(["order_paid", "$pageview", "order_sent"], start=1):
        moment = datetime(2026, 1, day, tzinfo=UTC)
        EventDefinition.objects.create(
            team_id=project.id, name=name, created_at=moment, last_seen_at=moment
        )
    EventDefinition.objects.create(team_id=project.id, name="never")
    EventDefinition.objects.create(team_id=second_project.id, name="elsewhere")


@pytest.mark.usefixtures("definitions")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["order_sent", "$pageview", "order_paid", "never"]),
        ({"search": "ORDER"}, ["order_sent", "order_paid"]),
        ({"search": "order paid"}, ["order_paid"]),
        ({"event_type": "event_posthog"}, ["$pageview"]),
        ({"event_type": "event_custom"}, ["order_sent", "order_paid", "never"]),
        ({"ordering": "name"}, ["$pageview", "never", "order_paid", "order_sent"]),
        ({"ordering": "-created_at"}, ["order_sent", "$pageview", "order_paid", "never"]),
        ({"search": "' OR 1=1 --"}, []),
    ],
)
def test_list(
    alice: User, project: Project, with_key: Caller, asked: dict[str, str], found: list[str]
) -> None:
    for path in (f"/api/projects/{project.id}/event_definitions/", "/api/event_definition/"):
        body = with_key(alice).get(path, asked).json()
        assert [row["name"] for row in body["results"]] == found
        assert body["count"] == len(found)


@pytest.mark.usefixtures("definitions")
def test_retrieve__by_uuid(alice: User, project: Project, with_key: Caller) -> None:
    client, path = with_key(alice), f"/api/projects/{project.id}/event_definitions/"
    known = EventDefinition.objects.get(name="order_paid")
    foreign = EventDefinition.objects.get(name="elsewhere")
    assert client.get(f"{path}{known.id}/").json()["name"] == "order_paid"
    for unknown in (foreign.id, uuid4(), "x", "7"):
        assert client.get(f"{path}{unknown}/").status_code == 404


def test_list__unknown_order__400(alice: User, project: Project, with_key: Caller) -> None:
    answer = with_key(alice).get("/api/event_definition/", {"ordering": "team_id"})
    assert (answer.status_code, answer.json()["attr"]) == (400, "ordering")
