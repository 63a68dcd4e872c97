"""The criteria of a cohort as a tree that is asked about one person at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenrec.flags.filters import NEVER, Filter, FlagFilter, Subject, Undecided, read_filter
from tenrec.flags.matching import Reading

_DEEPEST = 30
_NEEDS_EVENTS = frozenset({"behavioral", "behavioural", "lifecycle", "precalculated-cohort"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One filter, or its opposite."""

    filter: Filter
    is_negated: bool

    def holds(self, subject: Subject) -> bool:
        return self.filter.holds(subject, None) != self.is_negated


@dataclass(frozen=True, slots=True)
class Branch:
    """All of its parts, or any; without parts everybody."""

    is_all: bool
    parts: tuple["Leaf | Branch", ...]

    def holds(self, subject: Subject) -> bool:
        for part in self.parts:
            if part.holds(subject) != self.is_all:
                return not self.is_all
        return self.is_all or not self.parts


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Criteria of a form that is unknown: nobody can be said to be in or out."""

    def holds(self, subject: Subject) -> bool:
        raise Undecided


Tree = Leaf | Branch | Unreadable


class NeedsEvents(Exception):
    """A criterion about what persons did, which only a calculation can decide."""


class _Unknown(Exception):
    """A part that cannot be read: then the whole tree cannot, for it may be a negated one."""


def read_tree(data: object, reading: Reading) -> Tree:
    """Whatever JSON it is. NeedsEvents: no tree can tell who is in it."""
    try:
        return _read(data, reading, _DEEPEST)
    except _Unknown:
        return Unreadable()


def _read(data: object, reading: Reading, depth: int) -> Leaf | Branch:
    if not isinstance(data, Mapping) or depth == 0:
        raise _Unknown
    if not data:
        return Branch(True, ())
    kind = data.get("type")
    if "values" in data or kind in ("AND", "OR"):
        return _read_branch(kind, data.get("values"), reading, depth)
    if isinstance(kind, str) and kind in _NEEDS_EVENTS:
        raise NeedsEvents
    found = read_filter(data, reading)
    if found is NEVER or isinstance(found, FlagFilter):
        raise _Unknown
    return Leaf(found, bool(data.get("negation")))


def _read_branch(kind: object, values: object, reading: Reading, depth: int) -> Branch:
    if kind not in ("AND", "OR", "property") or not isinstance(values, list):
        raise _Unknown
    return Branch(kind != "OR", tuple(_read(part, reading, depth - 1) for part in values))
