"""Stored flags and cohorts, read once into what evaluating needs; reading never raises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tenrec.flags.cohort_trees import NeedsEvents, Tree, Unreadable, read_tree
from tenrec.flags.conditions import Rules, read_rules
from tenrec.flags.filters import FlagFilter, whole
from tenrec.flags.matching import Reading
from tenrec.flags.moments import zone_of
from tenrec.flags.order import ABSENT, Order, order_of


@dataclass(frozen=True, slots=True)
class Flag:
    """One stored flag."""

    id: int
    key: str
    version: int
    is_active: bool
    description: str
    ensure_experience_continuity: bool
    bucketing_identifier: str | None
    evaluation_runtime: str | None
    evaluation_contexts: tuple[str, ...]
    has_encrypted_payloads: bool
    is_remote_configuration: bool
    has_experiment: bool
    rules: Rules


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort that conditions may name; without a tree only a list can tell who is in it."""

    id: int
    is_static: bool
    tree: Tree | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All that one team's flags need to be evaluated, without any further look-up."""

    flags: tuple[Flag, ...]
    cohorts: Mapping[int, Cohort]
    group_types: Mapping[str, int]
    timezone: str
    property_matching_version: int
    order: Order
    positions: Mapping[str, int] = field(repr=False)
    """Flag key → where it is in `flags`."""
    group_names: Mapping[int, str] = field(repr=False)
    contexts: frozenset[str] = field(repr=False)
    """All that some flag is limited to."""


def ruleset(
    flags: Iterable[Mapping[str, object]],
    cohorts: Iterable[Mapping[str, object]] = (),
    group_types: Mapping[str, int] | None = None,
    timezone: str = "UTC",
    property_matching_version: int = 1,
) -> Ruleset:
    """Reads rows as the database has them (`id`, `key`, `filters`, `active` …); never raises.

    A cohort row has `id`, `is_static` and `filters` ({"properties": {"type": "AND", …}}).
    """
    reading = Reading(zone_of(timezone), property_matching_version)
    found = [read_flag(row, reading) for row in flags if not row.get("deleted")]
    kept = tuple(flag for flag in found if flag is not None)
    types = dict(group_types or {})
    return Ruleset(
        flags=kept,
        cohorts={one.id: one for one in (read_cohort(row, reading) for row in cohorts)},
        group_types=types,
        timezone=timezone,
        property_matching_version=property_matching_version,
        order=order_of(_needs(kept)),
        positions={flag.key: position for position, flag in enumerate(kept)},
        group_names={index: name for name, index in types.items()},
        contexts=frozenset(context for flag in kept for context in flag.evaluation_contexts),
    )


def read_flag(row: Mapping[str, object], reading: Reading) -> Flag | None:
    """None without a key: such a flag could never be told to anybody."""
    key, filters = row.get("key"), row.get("filters")
    if not isinstance(key, str):
        return None
    plain = filters if isinstance(filters, Mapping) else {}
    by = _text(row.get("bucketing_identifier")) or _text(plain.get("bucketing_identifier"))
    return Flag(
        id=whole(row.get("id")) or 0,
        key=key,
        version=whole(row.get("version")) or 0,
        is_active=bool(row.get("active")),
        description=_text(row.get("name")) or "",
        ensure_experience_continuity=bool(row.get("ensure_experience_continuity")),
        bucketing_identifier=by,
        evaluation_runtime=_text(row.get("evaluation_runtime")),
        evaluation_contexts=tuple(_texts(row.get("evaluation_contexts"))),
        has_encrypted_payloads=bool(row.get("has_encrypted_payloads")),
        is_remote_configuration=bool(row.get("is_remote_configuration")),
        has_experiment=bool(row.get("has_experiment")),
        rules=read_rules(key, plain, reading, is_by_device=by == "device_id"),
    )


def read_cohort(row: Mapping[str, object], reading: Reading) -> Cohort:
    """A list if it is static or about what persons did."""
    number, is_static = whole(row.get("id")) or 0, bool(row.get("is_static"))
    if is_static:
        return Cohort(number, True, None)
    filters = row.get("filters")
    if not isinstance(filters, Mapping):
        return Cohort(number, False, Unreadable())
    try:
        return Cohort(number, False, read_tree(filters.get("properties"), reading))
    except NeedsEvents:
        return Cohort(number, False, None)


def _needs(flags: tuple[Flag, ...]) -> list[frozenset[int]]:
    """The positions of the flags that each flag depends on."""
    positions: dict[int | str, int] = {}
    for position, flag in enumerate(flags):
        positions |= {flag.id: position, flag.key: position}
    return [
        frozenset(positions.get(needed, ABSENT) for needed in _needed(flag.rules)) for flag in flags
    ]


def _needed(rules: Rules) -> list[int | str]:
    supers = [] if rules.super_condition is None else [rules.super_condition]
    filters = (one for condition in (*rules.conditions, *supers) for one in condition.filters)
    return [one.flag for one in filters if isinstance(one, FlagFilter)]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list | tuple) else ()
    return [item for item in items if isinstance(item, str)]
