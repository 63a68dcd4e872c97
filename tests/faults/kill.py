"""Kills a loaded server again and again: is anything acknowledged lost, or there twice?

    python -m tests.faults.kill --rounds 500 --seed 7

Clients behave as SDKs do: they send one batch after the other and send a batch again, with
the same uuids, until it is answered with 200.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.live import TOKEN, LiveServer

_CLIENTS = 4
_PEOPLE = 150
"""Of each client; every one begins anonymous, is identified once and goes on."""


@dataclass(slots=True)
class Client:
    """One SDK: its people, its queue of one batch, and what was acknowledged to it."""

    name: str
    rng: random.Random
    acknowledged: set[str] = field(default_factory=set)
    attempts: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    pending: list[dict[str, Any]] | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, url: str) -> None:
        """Until it is stopped, or the server no longer answers."""
        with httpx.Client(base_url=url, timeout=20, trust_env=False) as http:
            while not self.stop.is_set():
                self.pending = self.pending or self._batch()
                self.attempts += 1
                try:
                    answer = http.post("/batch/", json={"api_key": TOKEN, "batch": self.pending})
                except httpx.TransportError:
                    return  # perhaps stored, perhaps not: it is sent again in the next round
                if answer.status_code != 200:
                    assert answer.status_code == 503, answer.text
                    time.sleep(0.02)
                    continue
                self.acknowledged.update(event["uuid"] for event in self.pending)
                self.pending = None

    def _batch(self) -> list[dict[str, Any]]:
        return [self._event() for _ in range(self.rng.randrange(1, 150))]

    def _event(self) -> dict[str, Any]:
        number = self.rng.randrange(_PEOPLE)
        anonymous, user = f"{self.name}-anonymous-{number}", f"{self.name}-user-{number}"
        count = self.sent[user] = self.sent.get(user, 0) + 1
        properties: dict[str, Any] = {"$set": {"last": count}, "$set_once": {"first": count}}
        name = "thing"
        if number not in self.known and count > 2 and self.rng.random() < 0.1:
            self.known.add(number)
            name, properties["$anon_distinct_id"] = "$identify", anonymous
        return {
            "event": name,
            "uuid": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            "distinct_id": user if number in self.known else anonymous,
            "properties": properties,
        }


class KillRun:
    """Some rounds of start, load, SIGKILL on one data folder, from one seed."""

    def __init__(self, server: LiveServer, seed: int) -> None:
        self.server = server
        self.rng = random.Random(seed)
        self.clients = [
            Client(f"seed{seed}-client{n}", random.Random(f"{seed} {n}")) for n in range(_CLIENTS)
        ]

    def round(self) -> None:
        """Starts, loads, kills; one of six rounds dies before the server is ready."""
        if self.rng.random() < 1 / 6 and self.server.process is not None:
            self.server.spawn()
            time.sleep(self.rng.uniform(0.1, 2.5))
        else:
            self.server.start()
            self._load(self.rng.uniform(0.05, 1.2))
        self.server.kill()
        self._join()

    def settle(self) -> None:
        """Starts for good, sends again what was not acknowledged, waits until all is stored."""
        self.server.start()
        for client in self.clients:
            if client.pending is not None:
                answer = self.server.send(client.pending)
                assert answer.status_code == 200, answer.text
                client.acknowledged.update(event["uuid"] for event in client.pending)
                client.pending = None
        self.server.wait_until_stored()

    def check(self) -> None:
        """Every acknowledged uuid once, nothing else, and everybody is who they are."""
        rows = self.server.all_rows(
            "select uuid, distinct_id, person_id from events order by uuid, distinct_id"
        )
        uuids = [str(row[0]) for row in rows]
        acknowledged = {one for client in self.clients for one in client.acknowledged}
        assert len(uuids) == len(set(uuids)), "an event is there twice"
        assert acknowledged - set(uuids) == set(), "an acknowledged event is lost"
        assert set(uuids) - acknowledged == set(), "there is an event that nobody sent"
        self._check_people({str(row[1]): set() for row in rows}, rows)

    def _check_people(self, owners: dict[str, set[str]], rows: list[list[Any]]) -> None:
        for _, distinct_id, person in rows:
            owners[distinct_id].add(str(person))
        about = {
            str(person): (last, first)
            for person, last, first in self.server.sql(
                "select id, properties.last, properties.first from persons limit 10000"
            )
        }
        expected: dict[str, int] = {}
        for client in self.clients:
            for user, count in client.sent.items():
                ids = [
                    one for one in (user, user.replace("-user-", "-anonymous-")) if one in owners
                ]
                people = {person for one in ids for person in owners[one]}
                is_merged = int(user.rpartition("-")[2]) in client.known
                assert len(people) == 1, f"{ids} are {len(people)} people"
                assert is_merged or len(ids) == 1
                expected[people.pop()] = count
        assert {person: int(last) for person, (last, _) in about.items()} == expected
        assert {int(first) for _, first in about.values()} <= {1}

    def _load(self, seconds: float) -> None:
        self._threads = [
            threading.Thread(target=client.run, args=(self.server.url,)) for client in self.clients
        ]
        for client, thread in zip(self.clients, self._threads, strict=True):
            client.stop.clear()
            thread.start()
        time.sleep(seconds)

    def _join(self) -> None:
        for client in self.clients:
            client.stop.set()
        for thread in getattr(self, "_threads", []):
            thread.join()

    def told(self) -> str:
        acknowledged = sum(len(client.acknowledged) for client in self.clients)
        attempts = sum(client.attempts for client in self.clients)
        return f"{acknowledged} events acknowledged in {attempts} requests"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tenrec-kill-") as folder:
        server = LiveServer(Path(folder))
        run = KillRun(server, options.seed)
        try:
            for number in range(1, options.rounds + 1):
                run.round()
                if number % 10 == 0 or number == options.rounds:
                    run.settle()
                    run.check()
                    server.kill()
                    sys.stdout.write(
                        f"seed {options.seed}: {number} kills survived, {run.told()}\n"
                    )
                    sys.stdout.flush()
        finally:
            server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
