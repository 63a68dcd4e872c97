"""What values a property has had that its type alone does not tell; SQL reads by it.

The columnar copy of the properties gives scalars at once, but of an object only parts. And a
number is a float until it is known that this would change it. So three facts are kept of each
property, for good: that it was ever an object (or a list with one), a whole number that no float
can hold, or a number that no integer can hold.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tenrec.taxonomy.models import PropertyShape
from tenrec.taxonomy.seen import ROWS_PER_TEAM, PropertyKey, TeamNames, is_fit

NESTED, WIDE, FRACTION = 1, 2, 4
_PLAIN = frozenset({str, bool, type(None)})
_EXACT = 2**53
_INT_END = 2**64


def shape_of(value: Any) -> int:
    """The facts that one value shows; 0 for nearly all."""
    kind = type(value)
    if kind in _PLAIN:
        return 0
    if kind is int:
        if -_EXACT <= value <= _EXACT:
            return 0
        # Beyond 64 bits the columnar copy has a float itself.
        return WIDE if -(2**63) <= value < _INT_END else WIDE | FRACTION
    if kind is float:
        return FRACTION
    if kind is list:
        return NESTED if any(type(item) in (dict, list) for item in value) else 0
    return NESTED


class Shapes:
    """Collects from events and writes what is new; the steady state writes nothing."""

    def __init__(self) -> None:
        self._new: dict[tuple[int, PropertyKey], int] = {}

    def clear(self) -> None:
        self._new = {}

    def add(
        self, team_id: int, names: TeamNames, owner: tuple[int, int], values: Mapping[str, Any]
    ) -> None:
        """Looks at every value of every event: written to be quick."""
        numeric = names.numeric
        # A text among numbers may be a number that no integer holds.
        odd = [n for n, v in values.items() if type(v) is not str or n in numeric]
        for name in odd:
            value = values[name]
            kind = type(value)
            if value is None or kind is bool or (kind is int and -_EXACT <= value <= _EXACT):
                continue
            shape = FRACTION if kind is str else shape_of(value)
            if shape:
                key = (*owner, name)
                known = names.shapes.get(key, 0)
                if shape & ~known and _is_kept(name, key, names):
                    names.shapes[key] = self._new[team_id, key] = known | shape

    def learned(self, team_id: int) -> Iterator[tuple[PropertyKey, int]]:
        """What is not written yet, of one team."""
        return ((key, shape) for (team, key), shape in self._new.items() if team == team_id)

    def save(self) -> None:
        """Writes, in the caller's transaction."""
        rows = [
            PropertyShape(team_id=team, type=kind, group_type_index=index, name=name, shape=shape)
            for (team, (kind, index, name)), shape in sorted(self._new.items())
        ]
        PropertyShape.objects.bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["team_id", "name", "type", "group_type_index"],
            update_fields=["shape"],
        )


def _is_kept(name: str, key: PropertyKey, names: TeamNames) -> bool:
    """A property without definition is read from the exact text, but it may get one later."""
    return key in names.types or (len(names.shapes) < ROWS_PER_TEAM and is_fit(name))
