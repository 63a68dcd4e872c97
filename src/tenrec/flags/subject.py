"""Whom flags are asked for: what is known of them, and what has been worked out so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tenrec.flags.filters import Source, Undecided
from tenrec.flags.rules import Flag, Ruleset
from tenrec.flags.values import Written


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the flags are asked for, and what is known about them."""

    distinct_id: str
    now: datetime
    device_id: str | None = None
    anon_distinct_id: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    """Type name → key."""
    person_properties: Mapping[str, object] = field(default_factory=dict)
    group_properties: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By type name; `$group_key` is added by itself."""
    person_metadata: Mapping[str, object] = field(default_factory=dict)
    hash_keys: Mapping[str, str] = field(default_factory=dict)
    """Flag key → the identifier that experience continuity has stored for the person."""
    static_cohorts: frozenset[int] = frozenset()
    """Those cohorts without a tree that the person is listed in."""


_NOTHING: Mapping[str, object] = {}

# Looking up a member of an enum takes ten times as long.
_PERSON, _METADATA, _WHOEVER = Source.PERSON, Source.METADATA, Source.WHOEVER


class Subject:
    """One question: every cohort and group is looked at once, however many flags name it."""

    __slots__ = (
        "_asked", "_groups", "_members", "_ruleset", "_unsure", "_values", "_written",
        "has_device",
        "has_met_unsure_cohort", "now", "person",
    )  # fmt: skip

    def __init__(self, ruleset: Ruleset, asked: Asked) -> None:
        self._ruleset, self._asked = ruleset, asked
        self._groups: dict[int, Mapping[str, object]] = {}
        self._members: dict[int, bool | None] = {}
        self._unsure: set[int] = set()
        self._values: dict[int | str, bool | str] = {}
        self._written: dict[int, Written] = {}
        self.has_met_unsure_cohort = False
        self.now = asked.now
        self.has_device = bool(asked.device_id)
        person = asked.person_properties
        if "distinct_id" not in person:
            person = {**person, "distinct_id": asked.distinct_id}
        self.person = person

    def properties(self, source: Source, group_index: int | None) -> Mapping[str, object]:
        """An empty map of whom nothing is known."""
        if source is _PERSON:
            return self.person
        if source is _METADATA:
            return self._asked.person_metadata
        if group_index is None:
            return self.person if source is _WHOEVER else _NOTHING
        return self._group(group_index)

    def written(self, value: list[object] | dict[str, object]) -> Written:
        """By identity: whom it belongs to outlives this."""
        found = self._written.get(id(value))
        if found is None:
            found = self._written[id(value)] = Written(value)
        return found

    def group_key(self, index: int) -> str:
        """Empty if no group of this type was sent."""
        name = self._ruleset.group_names.get(index)
        key = None if name is None else self._asked.groups.get(name)
        if isinstance(key, bool) or not isinstance(key, str | int | float):
            return ""
        return str(key)

    def identifier(self, flag: Flag, aggregation: int | None, *, uses_stored: bool = True) -> str:
        """What is hashed: a group, a device, what was stored at first, or the person."""
        asked = self._asked
        if aggregation is not None:
            return self.group_key(aggregation)
        if flag.rules.is_by_device and asked.device_id:
            return asked.device_id
        stored = asked.hash_keys.get(flag.key) if uses_stored and asked.hash_keys else None
        if stored is not None:
            return stored
        if flag.ensure_experience_continuity and asked.anon_distinct_id:
            return asked.anon_distinct_id
        return asked.distinct_id

    def is_in_cohort(self, cohort: int) -> bool:
        """Undecided if the cohort is unknown, unreadable, or made of itself."""
        if cohort not in self._members:
            self._members[cohort] = None  # what it is while it is worked out
            try:
                self._members[cohort] = self._work_out(cohort)
            except RecursionError:  # of whoever asked: from here it may be near enough
                del self._members[cohort]
                raise
        self.has_met_unsure_cohort |= cohort in self._unsure
        found = self._members[cohort]
        if found is None:
            raise Undecided
        return found

    def value_of(self, flag: int | str) -> bool | str | None:
        """None of a flag that has not been worked out."""
        return self._values.get(flag)

    def remember(self, flag: Flag, value: bool | str) -> None:
        """What a flag came out as, for those that depend on it."""
        self._values[flag.id] = self._values[flag.key] = value

    def _work_out(self, number: int) -> bool:
        cohort = self._ruleset.cohorts.get(number)
        if cohort is None:
            raise Undecided
        if cohort.tree is None:
            is_listed = number in self._asked.static_cohorts
            if not cohort.is_static and not is_listed:
                self._unsure.add(number)
            return is_listed
        had_met, self.has_met_unsure_cohort = self.has_met_unsure_cohort, False
        is_member = cohort.tree.holds(self)
        if self.has_met_unsure_cohort:
            self._unsure.add(number)
        self.has_met_unsure_cohort |= had_met
        return is_member

    def _group(self, index: int) -> Mapping[str, object]:
        if index not in self._groups:
            key, name = self.group_key(index), self._ruleset.group_names.get(index)
            known = self._asked.group_properties.get(name, _NOTHING) if name else _NOTHING
            self._groups[index] = {"$group_key": key, **known} if key else known
        return self._groups[index]
