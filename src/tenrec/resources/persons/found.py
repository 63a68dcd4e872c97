"""Persons whom the event store finds: it knows every operator, and its patterns cannot hang."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tenrec.accounts.models import Project
from tenrec.core.errors import QueryRefused
from tenrec.hogql import parse
from tenrec.hogql.tree import Constant, Node
from tenrec.persons.models import Person
from tenrec.query.ask import ask
from tenrec.rest.filters import problem

_PAGE = """
    select id, created_at from persons where {condition} and {position}
    order by created_at desc, id desc limit {most} offset {skipped}
"""
_COUNT = "select count() from persons where {condition}"
_BEYOND = (
    "created_at < toDateTime64({at}, 6, 'UTC')"
    " or (created_at = toDateTime64({at}, 6, 'UTC') and id < toUUID({id}))"
)


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: the next one begins after it, whoever was added meanwhile."""

    created_at: datetime
    uuid: UUID

    def as_text(self) -> str:
        """`<microseconds>_<uuid>`."""
        micros = int(self.created_at.timestamp()) * 1_000_000 + self.created_at.microsecond
        return f"{micros}_{self.uuid}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError for anything that `as_text` did not make."""
        micros, _, uuid = text.partition("_")
        if not micros.lstrip("-").isdecimal() or not micros.isascii() or len(micros) > 17:
            raise ValueError("not a place in a list")
        seconds, rest = divmod(int(micros), 1_000_000)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
        return cls(moment, UUID(uuid))

    def condition(self) -> Node:
        at = self.created_at.strftime("%Y-%m-%d %H:%M:%S.%f")
        return parse.expression(_BEYOND, {"at": at, "id": str(self.uuid)})


@dataclass(frozen=True, slots=True)
class FoundPersons:
    """Stands where a queryset would, for the pages of this resource; newest first."""

    project: Project
    condition: Node
    persons: QuerySet[Person]

    def places(self, beyond: Place | None, offset: int, limit: int) -> list[Place]:
        """Where the next persons are, after `beyond` or else after the first `offset`."""
        position = Constant(True) if beyond is None else beyond.condition()
        values: dict[str, Node | int] = {
            "position": position,
            "most": limit,
            "skipped": 0 if beyond else offset,
        }
        rows = self._ask(_PAGE, values)
        return [Place(_aware(created_at), UUID(str(uuid))) for uuid, created_at in rows]

    def at(self, places: Sequence[Place]) -> list[Person]:
        """The store is told a moment before the state database: who is not there is left out."""
        uuids = [place.uuid for place in places]
        known = {person.uuid: person for person in self.persons.filter(uuid__in=uuids)}
        return [known[uuid] for uuid in uuids if uuid in known]

    def count(self) -> int:
        """How many there are in all."""
        count: Any = self._ask(_COUNT, {})[0][0]
        return int(count)

    def _ask(self, text: str, values: Mapping[str, Node | int]) -> list[list[Any]]:
        try:
            # A compilation uses its tree up.
            asked = {"condition": deepcopy(self.condition), **values}
            return ask(self.project, text, asked).rows
        except QueryRefused as refusal:
            raise problem(refusal.detail.partition("\n")[0][:500]) from None


def _aware(value: Any) -> datetime:
    assert isinstance(value, datetime)
    return value.astimezone(UTC)
