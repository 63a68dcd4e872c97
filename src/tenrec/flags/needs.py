"""What each flag asks beyond the request: whoever brings all of it with them costs no look-up."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from tenrec.flags.cohort_trees import Branch, Leaf, Tree
from tenrec.flags.conditions import Condition
from tenrec.flags.filters import CohortFilter, Filter, PropertyFilter, Source
from tenrec.flags.order import ABSENT
from tenrec.flags.rules import Flag, Ruleset

_GIVEN = frozenset({"distinct_id", ""})
"""Of a person without any look-up; the empty key is that of a filter that nobody passes."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Of one flag and all that it depends on."""

    person_keys: frozenset[str] = frozenset()
    has_metadata: bool = False
    group_keys: frozenset[tuple[int, str]] = frozenset()
    """Index of the group type, name of the property."""
    cohorts: frozenset[int] = frozenset()
    """Those whose members are listed."""
    is_continuous: bool = False

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.person_keys | other.person_keys,
            self.has_metadata or other.has_metadata,
            self.group_keys | other.group_keys,
            self.cohorts | other.cohorts,
            self.is_continuous or other.is_continuous,
        )

    def of_person(self, sent: Set[str]) -> bool:
        """Whether the person has to be read, when these properties came with the request."""
        return self.has_metadata or not self.person_keys <= sent

    def of_groups(self, sent: Mapping[int, Set[str]]) -> frozenset[int]:
        """The types whose groups have to be read; `sent` has the groups of the request."""
        return frozenset(
            index for index, key in self.group_keys if index in sent and key not in sent[index]
        )

    def is_met_by(self, sent: Set[str], groups: Mapping[int, Set[str]]) -> bool:
        """Whether the flag can be worked out from the request alone."""
        return not (self.cohorts or self.of_person(sent) or self.of_groups(groups))


def needs_of(rules: Ruleset) -> tuple[Needs, ...]:
    """Of each flag, in their order."""
    own = [_own(rules, flag) for flag in rules.flags]
    found: list[Needs] = [Needs()] * len(own)
    order = rules.order
    for position in order.positions:  # whatever a flag depends on comes before it
        whole = own[position]
        for needed in order.needs[position]:
            if needed != ABSENT:
                whole |= found[needed]
        found[position] = whole
    return tuple(found)


def together(needs: Iterable[Needs]) -> Needs:
    """What several flags ask."""
    every = tuple(needs)
    return Needs(
        frozenset().union(*(each.person_keys for each in every)),
        any(each.has_metadata for each in every),
        frozenset().union(*(each.group_keys for each in every)),
        frozenset().union(*(each.cohorts for each in every)),
        any(each.is_continuous for each in every),
    )


def _own(rules: Ruleset, flag: Flag) -> Needs:
    person, groups, listed = set[str](), set[tuple[int, str]](), set[int]()
    has_metadata = False
    for one, aggregation in _filters(rules, flag):
        if isinstance(one, CohortFilter):
            cohort = rules.cohorts.get(one.cohort)
            if cohort is not None and cohort.is_static:
                listed.add(one.cohort)
        elif isinstance(one, PropertyFilter):
            index = aggregation if one.group_index is None else one.group_index
            if one.source is Source.METADATA:
                has_metadata = True
            elif one.source is Source.PERSON or (one.source is Source.WHOEVER and index is None):
                person.add(one.key)
            elif index is not None and one.key != "$group_key":
                groups.add((index, one.key))
    if flag.rules.enrollment_key is not None:
        person.add(flag.rules.enrollment_key)
    if flag.rules.super_condition is not None:
        # Whether it counts is decided by what the person has, whomever its filters are about.
        filters = flag.rules.super_condition.filters
        person |= {one.key for one in filters if isinstance(one, PropertyFilter)}
    return Needs(
        frozenset(person - _GIVEN),
        has_metadata,
        frozenset(groups),
        frozenset(listed),
        flag.ensure_experience_continuity and flag.is_active,
    )


def _filters(rules: Ruleset, flag: Flag) -> Iterator[tuple[Filter, int | None]]:
    """Every filter of a flag, with those inside of cohorts, and whom it is about."""
    conditions: list[Condition] = [*flag.rules.conditions]
    if flag.rules.super_condition is not None:
        conditions.append(flag.rules.super_condition)
    seen = set[int]()
    for condition in conditions:
        for one in condition.filters:
            yield one, condition.aggregation
            if isinstance(one, CohortFilter):
                yield from _of_cohort(rules, one.cohort, seen)


def _of_cohort(rules: Ruleset, first: int, seen: set[int]) -> Iterator[tuple[Filter, None]]:
    waiting = [first]
    while waiting:
        number = waiting.pop()
        cohort = rules.cohorts.get(number)
        if number in seen or cohort is None or cohort.tree is None:
            continue
        seen.add(number)
        for one in _leaves(cohort.tree):
            yield one, None
            if isinstance(one, CohortFilter):
                waiting.append(one.cohort)


def _leaves(tree: Tree) -> Iterator[Filter]:
    waiting: list[Tree] = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Leaf):
            yield part.filter
        elif isinstance(part, Branch):
            waiting.extend(part.parts)
