"""Two teams with rows that tell whose they are, and a way to ask as either of them."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tenrec.hogql.context import CohortFacts, PropertyTypes
from tenrec.hogql.tree import Node
from tenrec.query.base import Project
from tenrec.query.knowledge import Known
from tenrec.query.run import run
from tenrec.store.base import Batch, EventStore

_EVENTS = """
    team_id uuid event timestamp distinct_id properties person_id person_created_at
    person_properties person_mode elements_chain $session_id $window_id $group_0 $group_1
    $group_2 $group_3 $group_4 created_at captured_at historical_migration batch
"""
EVENTS = _EVENTS.split()
TYPES = PropertyTypes(
    event={"$browser": "String", "price": "Numeric", "is_pro": "Boolean", "when": "DateTime"},
    person={"email": "String"},
)


def _tsv(value: object) -> str:
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@dataclass
class Team:
    """A team of its own; `marker` is in every text it owns and in no one else's."""

    store: EventStore
    id: int
    timezone: str = "UTC"
    test_accounts: tuple[Any, ...] = ()
    types: PropertyTypes = field(default_factory=lambda: TYPES)
    actions: dict[int | str, Node] = field(default_factory=dict)
    cohorts: dict[int | str, CohortFacts] = field(default_factory=dict)

    @property
    def marker(self) -> str:
        return f"secret-of-{self.id}"

    def insert(self, table: str, columns: list[str], rows: list[list[object]]) -> None:
        lines = "".join("\t".join(map(_tsv, row)) + "\n" for row in rows)
        self.store.insert(Batch(table, columns, lines.encode(), uuid.uuid4().hex))

    def event(self, name: str = "view", at: str = "2026-03-01 12:00:00", **more: Any) -> str:
        """One event; `properties` may be a dict or exact text."""
        properties, person = more.get("properties", {}), more.get("person_properties", {})
        row: dict[str, object] = {
            "team_id": self.id,
            "uuid": str(uuid.uuid4()),
            "event": name,
            "timestamp": at,
            "distinct_id": more.get("distinct_id", "anna"),
            "properties": properties if isinstance(properties, str) else json.dumps(properties),
            "person_id": more.get("person_id", person_of(more.get("distinct_id", "anna"))),
            "person_created_at": "2026-01-01 00:00:00",
            "person_properties": json.dumps(person),
            "elements_chain": more.get("elements_chain", ""),
            "person_mode": "full",
            "created_at": at,
            "captured_at": at,
            "historical_migration": 0,
            "batch": 1,
        }
        row |= {f"$group_{n}": more.get(f"group_{n}", "") for n in range(5)}
        self.insert("events", EVENTS, [[row.get(column, "") for column in EVENTS]])
        return str(row["uuid"])

    def person(self, distinct_id: str = "anna", **more: Any) -> None:
        columns = ["team_id", "id", "created_at", "properties", "is_identified", "version"]
        row = [
            self.id, person_of(distinct_id), "2026-01-01 00:00:00",
            json.dumps(more.get("properties", {})), int(more.get("is_identified", True)),
            more.get("version", 1), int(more.get("is_deleted", False)),
        ]  # fmt: skip
        self.insert("persons", [*columns, "is_deleted"], [row])
        self.map("person_distinct_ids", distinct_id, person_of(distinct_id))

    def map(self, table: str, distinct_id: str, person_id: str, version: int = 1) -> None:
        columns = ["team_id", "distinct_id", "person_id", "version", "is_deleted"]
        self.insert(table, columns, [[self.id, distinct_id, person_id, version, 0]])

    def group(self, index: int, key: str, properties: dict[str, Any]) -> None:
        columns = "team_id group_type_index group_key properties created_at updated_at version"
        at = "2026-01-01 00:00:00"
        self.insert(
            "groups", columns.split(), [[self.id, index, key, json.dumps(properties), at, at, 1]]
        )

    def ask(self, query: str, **more: Any) -> dict[str, Any]:
        """The whole answer to a query in SQL."""
        node = {"kind": "HogQLQuery", "query": query, **more}
        return self.run({"query": node})

    def run(self, body: dict[str, Any]) -> dict[str, Any]:
        project = Project(self.id, self.timezone, test_account_filters=self.test_accounts)
        known = Known(self.types, {"company": 0}, self.actions, self.cohorts)
        return run(project, body, store=self.store, load=lambda team_id, tree: known)

    def rows(self, query: str, **more: Any) -> list[list[Any]]:
        """Only the rows."""
        found: list[list[Any]] = self.ask(query, **more)["results"]
        return found


def person_of(distinct_id: str) -> str:
    """The person that a distinct id has in these tests, the same in every team."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, distinct_id))


_last = 700_000


@pytest.fixture
def new_team(store: EventStore) -> Callable[[], Team]:
    """Makes a team that nobody else has."""

    def make(**more: Any) -> Team:
        global _last
        _last += 1
        return Team(store, _last, **more)

    return make


@pytest.fixture
def team(new_team: Callable[[], Team]) -> Team:
    """A team without rows."""
    return new_team()


@pytest.fixture(scope="session")
def two_teams(store: EventStore) -> tuple[Team, Team]:
    """Two teams with the same names and ids but for their marker, in every table."""
    pair = Team(store, 690_003), Team(store, 690_004)
    for team in pair:
        for number in range(3):
            team.event(
                ["view", "buy", team.marker][number],
                f"2026-03-0{number + 1} 12:00:00",
                distinct_id=["anna", "bert", team.marker][number],
                properties={"m": team.marker, "$browser": team.marker, "price": team.id},
                person_properties={"email": team.marker},
                group_0=team.marker,
            )
        team.person("anna", properties={"email": team.marker})
        team.person(team.marker, properties={"email": team.marker})
        team.map("person_distinct_id_overrides", "bert", person_of("anna"))
        team.group(0, team.marker, {"name": team.marker})
    return pair
