"""What a flag's `filters` say: conditions, variants, holdout, early access; read, never refused."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tenrec.flags.filters import NEVER, CohortFilter, Filter, read_filter, whole
from tenrec.flags.matching import Reading

UNKNOWN_GROUP = -1
"""Stands for a group type that cannot be read: nobody has a key of it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Who passes the filters, and the share of them that the flag is for."""

    filters: tuple[Filter, ...]
    share: float | None
    """From 0 to 1; None is everybody, without a look at the hash."""
    variant: str | None
    """Only one that the flag has."""
    aggregation: int | None


@dataclass(frozen=True, slots=True)
class Holdout:
    """The share of persons who are kept out of everything under test."""

    variant: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The `filters` of one flag."""

    prefix: bytes
    """What its hashes begin with."""
    conditions: tuple[Condition, ...]
    enrollment_key: str | None
    super_condition: Condition | None
    holdout: Holdout | None
    slices: tuple[tuple[float, str | None], ...]
    """Up to which hash which variant goes."""
    payloads: Mapping[str, object]
    aggregation: int | None
    is_by_device: bool
    exits_early: bool


def read_rules(
    key: str, data: Mapping[str, object], reading: Reading, *, is_by_device: bool
) -> Rules:
    aggregation = _aggregation(data, None)
    slices = _read_slices(data.get("multivariate"))
    variants = {variant for _, variant in slices if variant is not None}
    payloads = data.get("payloads")
    supers = _list(data.get("super_groups"))
    is_enrolled = data.get("feature_enrollment") is True
    return Rules(
        prefix=f"{key}.".encode("utf-8", "replace"),
        conditions=tuple(
            _read_condition(one, reading, aggregation, variants)
            for one in _list(data.get("groups"))
        ),
        enrollment_key=f"$feature_enrollment/{key}" if is_enrolled else None,
        super_condition=_read_condition(supers[0], reading, None, set()) if supers else None,
        holdout=_read_holdout(data.get("holdout")),
        slices=slices,
        payloads=payloads if isinstance(payloads, Mapping) else {},
        aggregation=aggregation,
        is_by_device=is_by_device,
        exits_early=data.get("early_exit") is True,
    )


def _read_condition(
    data: object, reading: Reading, flag_aggregation: int | None, variants: set[str]
) -> Condition:
    """Cohorts come last, for they take longest; one with a wrong part is for nobody."""
    if not isinstance(data, Mapping):
        return Condition((NEVER,), None, None, None)
    properties = data.get("properties")
    filters = [read_filter(one, reading) for one in _list(properties)]
    filters.sort(key=lambda one: isinstance(one, CohortFilter))
    percentage = data.get("rollout_percentage")
    share, variant = _share(percentage), data.get("variant")
    if not isinstance(properties, list | None) or (share is None and percentage is not None):
        filters.insert(0, NEVER)
    return Condition(
        filters=tuple(filters),
        share=None if share == 1 else share,
        variant=variant if isinstance(variant, str) and variant in variants else None,
        aggregation=_aggregation(data, flag_aggregation),
    )


def _read_slices(data: object) -> tuple[tuple[float, str | None], ...]:
    """A variant without a name or weight takes its place as nobody's, so the others keep theirs."""
    variants = data.get("variants") if isinstance(data, Mapping) else None
    slices, end = list[tuple[float, str | None]](), 0.0
    for variant in _list(variants):
        if isinstance(variant, Mapping):
            end += _share(variant.get("rollout_percentage")) or 0.0
            name = variant.get("key")
            slices.append((end, name if isinstance(name, str) else None))
    return tuple(slices)


def _read_holdout(data: object) -> Holdout | None:
    if not isinstance(data, Mapping):
        return None
    number, share = whole(data.get("id")), _share(data.get("exclusion_percentage"))
    if number is None or share is None:
        return None
    clamped = min(max(share, 0.0), 1.0)
    return Holdout(f"holdout-{number}", None if clamped == 1 else clamped)


def _share(percentage: object) -> float | None:
    if isinstance(percentage, bool) or not isinstance(percentage, int | float):
        return None
    try:
        share = percentage / 100
    except OverflowError:
        return None
    return share if math.isfinite(share) else None


def _aggregation(data: Mapping[str, object], otherwise: int | None) -> int | None:
    """An explicit null is the person, whatever the flag as a whole is about."""
    if "aggregation_group_type_index" not in data:
        return otherwise
    value = data["aggregation_group_type_index"]
    if value is None:
        return None
    index = whole(value)
    return UNKNOWN_GROUP if index is None else index


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
