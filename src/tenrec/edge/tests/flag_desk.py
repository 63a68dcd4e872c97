"""Flags, persons and keys of a test: the real rules over rows that the test writes."""

import json
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from tenrec.core.errors import Unavailable
from tenrec.edge.flags.source import FlagSource, Grant, Snapshot, Told
from tenrec.edge.sdk_config import sdk_config
from tenrec.flags.needs import needs_of
from tenrec.flags.question import Facts, Question
from tenrec.flags.rules import ruleset
from tenrec.flags.snapshot import Shelf

ZOE = UUID("0190a8f0-0000-7000-8000-00000000000a")
SETTINGS = {
    "api_token": "phc_alice",
    "autocapture_opt_out": True,
    "capture_performance_opt_in": False,
    "flags_persistence_default": None,
}


def flag(key: str, *conditions: Mapping[str, Any], number: int = 0, **more: Any) -> dict[str, Any]:
    """A row as the database has it; without conditions it is on for everybody."""
    filters = {"groups": list(conditions) or [{"properties": [], "rollout_percentage": 100}]}
    row = {
        "id": number or sum(key.encode()),
        "key": key,
        "filters": {**filters, **more.pop("filters", {})},
        "active": True,
        "version": 3,
        "name": "what nobody outside may read",
    }
    return {**row, **more}


def of_person(key: str, value: Any, operator: str = "exact") -> dict[str, Any]:
    properties = [{"key": key, "value": value, "operator": operator, "type": "person"}]
    return {"properties": properties, "rollout_percentage": 100}


class FlagDesk:
    """What the server would hand in; counts what it is asked."""

    def __init__(self) -> None:
        self.flags: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
        self.cohorts: list[dict[str, Any]] = []
        self.group_types: dict[str, int] = {"company": 0}
        self.persons: dict[str, dict[str, Any]] = {}
        self.listed: dict[str, set[int]] = {}
        self.groups: dict[tuple[int, str], dict[str, Any]] = {}
        self.kept: dict[str, str] = {}
        self.grants: dict[tuple[str, str], Grant] = {}
        self.place: dict[str, Any] = {}
        self.questions: list[Question] = []
        self.loads: Counter[int] = Counter()
        self.is_down = False
        self.is_broken = False
        self.cannot_write = False
        self.may_answer = threading.Event()
        self.may_answer.set()
        threads = ThreadPoolExecutor(2, "flags")
        self.source = FlagSource(
            snapshots=Shelf(self._snapshot, lambda _: 1, threads),
            definitions=Shelf(self._told, lambda _: 1, threads),
            grants=Shelf(self._grant, lambda _: 1, threads),
            find=self._find,
            keep=self._keep,
            loaders=threads,
            places=lambda address: self.place,
            patience_seconds=0.5,
        )

    def put(self, *rows: dict[str, Any], team_id: int = 1) -> None:
        """The flags of the team, from now on."""
        self.flags[team_id] = list(rows)
        self.source.forget(team_id)

    def _snapshot(self, team_id: int, before: Snapshot | None) -> Snapshot | None:
        self.loads[team_id] += 1
        if self.is_down:
            raise OSError("down")
        if team_id not in self.flags:
            return None
        rules = ruleset(self.flags[team_id], self.cohorts, self.group_types)
        config = sdk_config(SETTINGS, has_flags=bool(rules.flags))
        return Snapshot(rules, needs_of(rules), config, 0, 1)

    def _told(self, team_id: int, before: Told | None) -> Told | None:
        if self.is_down:
            raise OSError("down")
        told = json.dumps([row["key"] for row in self.flags[team_id]])
        return Told(told.encode(), f"etag{len(told)}")

    def _grant(self, key: tuple[str, str], before: Grant | None) -> Grant:
        return self.grants.get(key, Grant(None, 401, "authentication_failed", "No."))

    def _find(self, question: Question) -> Facts:
        self.questions.append(question)
        self.may_answer.wait(10)
        if self.is_down:
            raise Unavailable("down")
        if self.is_broken:
            raise KeyError("a mistake of ours")
        missing = [flag for flag in question.continuous if flag not in self.kept]
        is_known = question.distinct_id in self.persons
        anon = question.anon_distinct_id
        keys = {**(dict.fromkeys(missing, anon) if anon and is_known else {}), **self.kept}
        return Facts(
            person_properties=self.persons.get(question.distinct_id, {}),
            person_metadata={"created_at": "2026-01-02T03:04:05+00:00"} if is_known else {},
            cohorts=frozenset(self.listed.get(question.distinct_id, set()) & question.cohorts),
            group_properties={
                index: self.groups[index, key]
                for index, key in question.groups.items()
                if (index, key) in self.groups
            },
            hash_keys=keys,
            missing_keys=tuple((ZOE, key) for key in missing) if anon and is_known else (),
        )

    def _keep(self, team_id: int, missing: tuple[tuple[UUID, str], ...], hash_key: str) -> None:
        if self.cannot_write:
            raise Unavailable("read-only")
        for _, key in missing:
            self.kept.setdefault(key, hash_key)

    def close(self) -> None:
        self.may_answer.set()
        self.source.close()
