"""How far a flag is rolled out, as its `filters` tell it: to everybody, to some, to nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rollout:
    """`is_for_everybody`: whoever asks gets the same answer (`variant`, or true)."""

    is_for_everybody: bool
    is_multivariate: bool
    has_conditions: bool
    highest: float | None
    variant: str | None

    @property
    def reason(self) -> str:
        """Why a flag that is for everybody is not needed any more."""
        if self.is_multivariate:
            return f'This flag will always use the variant "{self.variant}"'
        return 'This boolean flag will always evaluate to "true"'

    @property
    def state(self) -> str:
        """fully_rolled_out, not_rolled_out or partial."""
        if self.is_for_everybody:
            return "fully_rolled_out"
        return "not_rolled_out" if self.highest == 0 else "partial"


def rollout_of(filters: Any) -> Rollout:
    """Reads whatever is stored; never raises."""
    groups, variants = groups_of(filters), variants_of(filters)
    shares = [_share(group) for group in groups]
    open_ones = [g for g in groups if not g.get("properties") and _stated(g) == 100]
    variant = None
    if variants:
        chosen = [group.get("variant") for group in open_ones] if open_ones else []
        whole = [v.get("key") for v in variants if v.get("rollout_percentage") == 100]
        variant = next((str(key) for key in [*chosen, *whole] if key), None)
    is_for_everybody = bool(open_ones) and (not variants or variant is not None)
    return Rollout(
        is_for_everybody=is_for_everybody,
        is_multivariate=bool(variants),
        has_conditions=any(group.get("properties") for group in groups),
        highest=max(shares) if shares else None,
        variant=variant if is_for_everybody else None,
    )


def groups_of(filters: Any) -> list[Mapping[str, Any]]:
    """The sets of conditions."""
    return _objects(filters.get("groups")) if isinstance(filters, Mapping) else []


def variants_of(filters: Any) -> list[Mapping[str, Any]]:
    """The variants; none for a flag that is only on or off."""
    multivariate = filters.get("multivariate") if isinstance(filters, Mapping) else None
    return _objects(multivariate.get("variants")) if isinstance(multivariate, Mapping) else []


def properties_of(filters: Any, kind: str | None = None) -> list[Mapping[str, Any]]:
    """All conditions on properties, or those of one type: person, cohort, group, flag."""
    groups = groups_of(filters)
    if isinstance(filters, Mapping):
        groups = [*groups, *_objects(filters.get("super_groups"))]
    found = [one for group in groups for one in _objects(group.get("properties"))]
    return found if kind is None else [one for one in found if one.get("type") == kind]


def flags_needed(filters: Any) -> set[int]:
    """The ids of the flags that this one depends on."""
    keys = (str(one.get("key")) for one in properties_of(filters, "flag"))
    return {int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) <= 18}


def cohorts_needed(filters: Any) -> set[int]:
    """The ids of the cohorts that conditions name."""
    values = (str(one.get("value")) for one in properties_of(filters, "cohort"))
    return {int(text) for text in values if text.isascii() and text.isdecimal() and len(text) <= 18}


def _objects(some: Any) -> list[Mapping[str, Any]]:
    if not isinstance(some, Sequence) or isinstance(some, str):
        return []
    return [one for one in some if isinstance(one, Mapping)]


def _stated(group: Mapping[str, Any]) -> float | None:
    share = group.get("rollout_percentage")
    return share if isinstance(share, int | float) and not isinstance(share, bool) else None


def _share(group: Mapping[str, Any]) -> float:
    """A group that does not say is for all who meet its conditions."""
    share = _stated(group)
    return 100 if share is None else share
