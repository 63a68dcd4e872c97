"""Start, stop, start again; a drain that cuts nobody off; a second server on the same folder."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable

import httpx
import pytest
from tests.live import TOKEN, LiveServer, free_port

pytestmark = pytest.mark.slow

NewServer = Callable[..., LiveServer]


def an_event(name: str, distinct_id: str, **properties: object) -> dict:
    return {
        "event": name,
        "uuid": str(uuid.uuid4()),
        "distinct_id": distinct_id,
        "properties": properties,
    }


def test_server__stopped_and_started__still_has_everything(new_server: NewServer) -> None:
    server = new_server().start()
    for number in range(3):
        assert server.send([an_event("kept", f"user-{number}", number=number)]).status_code == 200
        assert server.stop() == 0
        server.start()
    server.wait_until_stored()
    rows = server.sql("select distinct_id, properties.number from events order by distinct_id")
    assert [[row[0], int(row[1])] for row in rows] == [["user-0", 0], ["user-1", 1], ["user-2", 2]]
    assert "Traceback" not in server.said()


def test_server__sigterm_at_once_after_the_answer__has_the_event_stored(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    events = [an_event("late", f"user-{number}") for number in range(500)]
    assert server.send(events).status_code == 200
    assert server.stop() == 0
    server.start()
    server.wait_until_stored()
    assert server.sql("select count(), count(distinct uuid) from events") == [[500, 500]]


def test_server__sigterm_while_requests_are_half_sent__answers_them_all(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    requests = []
    for number in range(20):
        body = json.dumps({"api_key": TOKEN, **an_event("half", f"user-{number}")}).encode()
        head = (
            "POST /i/v0/e/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        client = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        client.sendall(head.encode() + body[:40])
        requests.append((client, body[40:]))
    time.sleep(0.3)
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    for client, rest in requests:
        client.sendall(rest)
        with client:
            assert client.recv(4096).startswith(b"HTTP/1.1 200"), "a request was cut"
    assert server.process.wait(60) == 0
    server.start()
    server.wait_until_stored()
    assert server.sql("select count() from events") == [[20]]


def test_server__sigterm_under_load__loses_nothing_acknowledged(new_server: NewServer) -> None:
    server = new_server().start()
    acknowledged: list[str] = []

    def send(number: int) -> None:
        while True:
            event = an_event("loaded", f"user-{number}")
            try:
                answer = server.http.post("/i/v0/e/", json={"api_key": TOKEN, **event})
            except httpx.TransportError:
                return
            if answer.status_code != 200:
                assert answer.status_code == 503
                return
            acknowledged.append(event["uuid"])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    assert server.stop() == 0
    for thread in threads:
        thread.join()
    server.start()
    server.wait_until_stored()
    stored = [str(row[0]) for row in server.all_rows("select uuid from events order by uuid")]
    assert len(acknowledged) > 50
    assert len(stored) == len(set(stored))
    assert set(acknowledged) <= set(stored)


def test_server__second_on_the_same_folder__is_refused_with_one_line(
    new_server: NewServer,
) -> None:
    server = new_server().start()
    second = subprocess.run(
        [sys.executable, "-m", "tenrec", "serve"],
        env={**server.env(), "TENREC_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert str(server.data) in second.stderr
    assert str(server.process.pid if server.process else "") in second.stderr
    assert server.send([an_event("still here", "alice")]).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENREC_PORT", "eighty"),
        ("TENREC_DATABASE_URL", "mysql://localhost/x"),
        ("TENREC_DATABASE_URL", "postgres://nobody@127.0.0.1:9/nothing"),
        ("TENREC_JOURNAL_MAX_BYTES", "a lot"),
        ("TENREC_GEOIP_DATABASE", "/nowhere/city.mmdb"),
        ("TENREC_GEOIP_DATABASE", __file__),
        ("TENREC_REDIS_URL", "redis://127.0.0.1:9/0"),
        ("TENREC_CLICKHOUSE_URL", "clickhouse://127.0.0.1:9/tenrec"),
        ("TENREC_DATA_DIR", "/proc/nowhere"),
    ],
)
def test_server__setting_that_cannot_work__stops_with_a_line_that_names_it(
    new_server: NewServer, name: str, value: str
) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "tenrec", "serve"],
        env={**new_server().env(), name: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert name in started.stderr
    assert started.stderr.count("\n") == 1


def test_server__port_taken__is_refused_and_names_the_setting(new_server: NewServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = subprocess.run(
            [sys.executable, "-m", "tenrec", "serve"],
            env={**new_server().env(), "TENREC_PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert started.returncode == 1
    assert "TENREC_PORT" in started.stderr


def test_data_folder__first_start__keeps_the_secret_for_its_owner(new_server: NewServer) -> None:
    server = new_server().start()
    assert os.stat(server.data / "secret_key").st_mode & 0o077 == 0
