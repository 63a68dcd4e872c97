"""Stored flags and cohorts, read once into what evaluating needs; reading never raises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """The `filters` of one flag."""


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
    tree: object | None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All that one team's flags need to be evaluated, without any further look-up."""

    flags: tuple[Flag, ...]
    cohorts: Mapping[int, Cohort]
    group_types: Mapping[str, int]
    timezone: str
    property_matching_version: int


def ruleset(
    flags: Iterable[Mapping[str, object]],
    cohorts: Iterable[Mapping[str, object]] = (),
    group_types: Mapping[str, int] | None = None,
    timezone: str = "UTC",
    property_matching_version: int = 1,
) -> Ruleset:
    """Reads rows as the database has them (`id`, `key`, `filters`, `active` …); never raises.

    A cohort row has `id`, `is_static` and `properties` ({"type": "AND", "values": […]}).
    """
    raise NotImplementedError
