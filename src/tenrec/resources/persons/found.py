"""Persons whom the event store finds: it knows every operator, and its patterns cannot hang.

Taking the newest row of everybody first (`FINAL`) costs twice as much as the search itself. So
more rows than needed are searched in all versions, and whoever is found must turn out to be there
by their newest row. Mostly that is enough for a page; where it is not, everybody is looked at.
"""

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
from tenrec.hogql.tree import Constant, Node, Query, Select, TableName
from tenrec.persons.models import Person
from tenrec.query.ask import ask
from tenrec.rest.filters import problem
from tenrec.store.open import current

_PAGE = """
    select id, created_at from persons where {condition} and {position}
    order by created_at desc, id desc limit {most} offset {skipped}
"""
_LIKELY = """
    select id, created_at, version from persons where {condition} and {position}
    order by created_at desc, id desc limit {most}
"""
# Deleted rows, too: they are the newest of somebody who is gone.
_NEWEST = """
    SELECT id, max(version) FROM persons WHERE team_id = {team:Int64} AND id IN {ids:Array(UUID)}
    GROUP BY id
"""
_MOST_LIKELY = 2_000
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
        skipped = 0 if beyond else offset
        wanted = skipped + limit
        found = self._likely(beyond, wanted) if wanted * 2 <= _MOST_LIKELY else None
        if found is not None:
            return found[skipped:wanted]
        position = _position(beyond)
        rows = self._ask(_PAGE, {"position": position, "most": limit, "skipped": skipped})
        return [_place(*row) for row in rows]

    def _likely(self, beyond: Place | None, wanted: int) -> list[Place] | None:
        """The first of all, at least `wanted` unless there are fewer; None when not known."""
        most = wanted * 2
        tree = parse.select(_LIKELY, self._filled(position=_position(beyond), most=most))
        assert isinstance(tree, Select)
        tree.joins[0].relation = TableName("persons", has_all_versions=True)
        rows = self._refusing(tree)
        newest = self._newest({str(row[0]) for row in rows})
        found = [_place(*row[:2]) for row in rows if newest.get(str(row[0])) == row[2]]
        # A row that is in two parts yet is one person; their order is that of the rows.
        found = [*dict.fromkeys(found)]
        return found if len(rows) < most or len(found) >= wanted else None

    def _newest(self, uuids: set[str]) -> dict[str, int]:
        if not uuids:
            return {}
        params = {"team": self.project.id, "ids": sorted(uuids)}
        rows = current().select(_NEWEST, params, team_id=self.project.id).rows
        return {str(uuid): version for uuid, version in rows}

    def at(self, places: Sequence[Place]) -> list[Person]:
        """The store is told a moment before the state database: who is not there is left out."""
        uuids = [place.uuid for place in places]
        # Any order but by uuid would tempt SQLite to read everybody in that order.
        persons = self.persons.filter(uuid__in=uuids).order_by()
        known = {person.uuid: person for person in persons}
        return [known[uuid] for uuid in uuids if uuid in known]

    def count(self) -> int:
        """How many there are in all."""
        count: Any = self._ask(_COUNT, {})[0][0]
        return int(count)

    def _ask(self, text: str, values: Mapping[str, Node | int]) -> list[list[Any]]:
        return self._refusing(parse.select(text, self._filled(**values)))

    def _filled(self, **values: Node | int) -> dict[str, Node | int]:
        # A compilation uses its tree up.
        return {"condition": deepcopy(self.condition), **values}

    def _refusing(self, tree: Query) -> list[list[Any]]:
        try:
            return ask(self.project, tree).rows
        except QueryRefused as refusal:
            raise problem(refusal.detail.partition("\n")[0][:500]) from None


def _position(beyond: Place | None) -> Node:
    return Constant(True) if beyond is None else beyond.condition()


def _place(uuid: Any, created_at: Any) -> Place:
    return Place(_aware(created_at), UUID(str(uuid)))


def _aware(value: Any) -> datetime:
    assert isinstance(value, datetime)
    return value.astimezone(UTC)
