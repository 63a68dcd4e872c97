"""The same event sent again, as SDKs do when an answer got lost: it counts once, at once."""

import threading
import uuid
from collections.abc import Callable

import pytest
from tests.live import LiveServer

pytestmark = pytest.mark.slow


def a_batch(name: str, size: int) -> list[dict]:
    return [
        {
            "event": name,
            "uuid": str(uuid.uuid4()),
            "distinct_id": f"{name}-{number}",
            "timestamp": "2026-10-01T12:00:00Z",
            "properties": {"number": number, "$set": {"seen": number}},
        }
        for number in range(size)
    ]


def count(server: LiveServer, name: str) -> list[int]:
    return server.sql(
        "select count(), count(distinct uuid) from events where event = {name}", {"name": name}
    )[0]


def test_batch__sent_five_times__counts_once(server: LiveServer) -> None:
    batch = a_batch(f"retried {uuid.uuid4()}", 30)
    for _ in range(5):
        assert server.send(batch).status_code == 200
    server.wait_until_stored()
    assert count(server, batch[0]["event"]) == [30, 30]


def test_batch__sent_again_once_stored__counts_once(server: LiveServer) -> None:
    batch = a_batch(f"retried late {uuid.uuid4()}", 30)
    for _ in range(3):
        assert server.send(batch).status_code == 200
        server.wait_until_stored()
        assert count(server, batch[0]["event"]) == [30, 30]
    listed = server.ask("GET", "/api/event/", params={"event": batch[0]["event"]}).json()
    assert len(listed["results"]) == 30


def test_batch__sent_from_many_sides_at_once__counts_once(server: LiveServer) -> None:
    batch = a_batch(f"retried at once {uuid.uuid4()}", 30)
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(server.send(batch).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    server.wait_until_stored()
    assert count(server, batch[0]["event"]) == [30, 30]


def test_batch__same_uuid_twice_inside__counts_once(server: LiveServer) -> None:
    (event,) = a_batch(f"twin {uuid.uuid4()}", 1)
    assert server.send([event, event, event]).status_code == 200
    server.wait_until_stored()
    assert count(server, event["event"]) == [1, 1]


def test_batch__same_uuid_under_another_name__is_another_event(server: LiveServer) -> None:
    (event,) = a_batch(f"namesake {uuid.uuid4()}", 1)
    other = {**event, "event": event["event"] + " other"}
    assert server.send([event, other]).status_code == 200
    server.wait_until_stored()
    assert count(server, event["event"]) == [1, 1]
    assert count(server, other["event"]) == [1, 1]


def test_batch__sent_again_after_a_kill__counts_once(
    new_server: Callable[..., LiveServer],
) -> None:
    server = new_server().start()
    batch = a_batch("retried over a kill", 40)
    assert server.send(batch).status_code == 200
    server.kill()
    server.start()
    assert server.send(batch).status_code == 200
    server.wait_until_stored()
    assert count(server, "retried over a kill") == [40, 40]
    server.kill()
    server.start()
    assert server.send(batch).status_code == 200
    server.wait_until_stored()
    assert count(server, "retried over a kill") == [40, 40]
