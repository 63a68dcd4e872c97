"""What each flag is for one person: the order of PostHog's server, no I/O, never an exception."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from tenrec.flags.rules import Ruleset


class Reason(Enum):
    """Why a flag is what it is; of reasons against it, the one of the highest score is told."""

    SUPER_CONDITION_VALUE = ("super_condition_value", 6, "Super condition value")
    HOLDOUT_CONDITION_VALUE = ("holdout_condition_value", 5, "Holdout condition value")
    CONDITION_MATCH = ("condition_match", 4, "Matched condition set")
    OUT_OF_ROLLOUT_BOUND = ("out_of_rollout_bound", 3, "Out of rollout bound")
    NO_CONDITION_MATCH = ("no_condition_match", 2, "No matching condition set")
    NO_GROUP_TYPE = ("no_group_type", 1, "No group type")
    FLAG_DISABLED = ("flag_disabled", 0, "Feature flag is disabled")
    MISSING_DEPENDENCY = (
        "missing_dependency",
        -1,
        "Flag cannot be evaluated due to missing dependency",
    )

    def __init__(self, code: str, score: int, description: str) -> None:
        self.code = code
        self.score = score
        self.description = description


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
    """By type name; `$group_key` is added here."""
    person_metadata: Mapping[str, object] = field(default_factory=dict)
    hash_keys: Mapping[str, str] = field(default_factory=dict)
    """Flag key → the identifier that experience continuity has stored for the person."""
    static_cohorts: frozenset[int] = frozenset()
    """Those cohorts without a tree that the person is listed in."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a flag is for somebody, and why."""

    key: str
    enabled: bool
    variant: str | None
    reason: Reason
    description: str
    """The reason in words, with the number of the condition."""
    condition_index: int | None
    payload: object | None
    failed: bool


def evaluate(
    ruleset: Ruleset, asked: Asked, keys: Collection[str] | None = None
) -> dict[str, Verdict]:
    """Every active flag (of `keys`) by its key; dependencies outside `keys` are only worked out."""
    raise NotImplementedError
