"""Events in the store, for the tests of their list."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.timezone import now

from tenrec.accounts.models import Project
from tenrec.store.base import Batch, EventStore

COLUMNS = [
    "team_id",
    "uuid",
    "event",
    "timestamp",
    "distinct_id",
    "properties",
    "person_properties",
    "elements_chain",
]
Send = Callable[..., str]


def tsv(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@pytest.fixture
def send_rows(store: EventStore) -> Callable[[list[list[str]]], None]:
    """Puts rows of these columns into the store, all at once."""

    def sent(rows: list[list[str]]) -> None:
        data = "".join("\t".join(map(tsv, row)) + "\n" for row in rows)
        store.insert(Batch("events", COLUMNS, data.encode(), f"test-{uuid4()}"))

    return sent


@pytest.fixture
def send(send_rows: Callable[[list[list[str]]], None], project: Project) -> Send:
    """Puts an event into the store and gives its uuid."""

    def sent(
        event: str = "seen",
        *,
        at: datetime | None = None,
        distinct_id: str = "mole",
        properties: str = "{}",
        person: str = "{}",
        chain: str = "",
        team_id: int = project.id,
    ) -> str:
        uuid = str(uuid4())
        moment = (at or now()).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        send_rows([[str(team_id), uuid, event, moment, distinct_id, properties, person, chain]])
        return uuid

    return sent
