"""Reads back what an SDK sent, by both ways: SQL and the lists of the private API."""

from datetime import datetime
from typing import Any

from tests.live import LiveServer


def one_event(server: LiveServer, name: str, distinct_id: str) -> dict[str, Any]:
    """The only event of this name and id, as SQL and the event list agree on it."""
    found = events(server, distinct_id, name)
    assert len(found) == 1, found
    rows = server.sql(
        "select uuid, event, distinct_id, timestamp, person_id from events "
        "where event = {event} and distinct_id = {distinct_id}",
        {"event": name, "distinct_id": distinct_id},
    )
    assert len(rows) == 1, rows
    uuid, event, owner, timestamp, person = rows[0]
    listed = found[0]
    assert (str(uuid), event, owner) == (listed["id"], listed["event"], listed["distinct_id"])
    assert moment(timestamp) == moment(listed["timestamp"])
    return {**listed, "person_id": str(person)}


def events(server: LiveServer, distinct_id: str, name: str | None = None) -> list[dict[str, Any]]:
    """What the event list has of this id, oldest first."""
    server.wait_until_stored()
    asked = {"distinct_id": distinct_id, "limit": 500, "after": "2000-01-01T00:00:00Z"}
    answer = server.ask("GET", "/api/event/", params={**asked, **({"event": name} if name else {})})
    assert answer.status_code == 200, answer.text
    return list(reversed(answer.json()["results"]))


def one_person(server: LiveServer, distinct_id: str) -> dict[str, Any]:
    """The only person with this distinct id."""
    server.wait_until_stored()
    answer = server.ask("GET", "/api/person/", params={"distinct_id": distinct_id})
    assert answer.status_code == 200, answer.text
    people = answer.json()["results"]
    assert len(people) == 1, people
    person: dict[str, Any] = people[0]
    return person


def no_person(server: LiveServer, distinct_id: str) -> bool:
    server.wait_until_stored()
    answer = server.ask("GET", "/api/person/", params={"distinct_id": distinct_id})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"] == []


def group(server: LiveServer, key: str) -> dict[str, Any]:
    """The stored properties of a company."""
    server.wait_until_stored()
    rows = server.sql("select properties from groups where key = {key}", {"key": key})
    assert len(rows) == 1, rows
    properties = rows[0][0]
    if isinstance(properties, str):
        import json

        properties = json.loads(properties)
    found: dict[str, Any] = properties
    return found


def moment(text: str) -> datetime:
    """A time however it is written."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def is_close(one: str, other: str) -> bool:
    """The same time but for what the client's and the server's clock differ and the way took."""
    return abs((moment(one) - moment(other)).total_seconds()) < 2
