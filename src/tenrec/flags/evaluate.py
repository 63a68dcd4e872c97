"""What each flag is for one person: the order of PostHog's server, no I/O, never an exception."""

import logging
from collections.abc import Collection
from enum import Enum
from typing import NamedTuple

from tenrec.flags.conditions import Condition, Holdout
from tenrec.flags.filters import PropertyFilter, Undecided
from tenrec.flags.hashing import holdout_place, place
from tenrec.flags.rules import Flag, Ruleset
from tenrec.flags.subject import Asked, Subject

__all__ = ["Asked", "Reason", "Verdict", "evaluate"]

_LOG = logging.getLogger(__name__)


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
    UNKNOWN_ERROR = ("unknown_error", -2, "The flag could not be evaluated")

    def __init__(self, code: str, score: int, description: str) -> None:
        self.code = code
        self.score = score
        self.description = description


class Verdict(NamedTuple):
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
    subject, verdicts = Subject(ruleset, asked), dict[str, Verdict]()
    order, flags = ruleset.order, ruleset.flags
    wanted, worked_out = None, None
    if keys is not None:
        wanted = {ruleset.positions[key] for key in keys if key in ruleset.positions}
        worked_out = order.closure(wanted)
    for position in (*order.positions, *order.broken):
        if worked_out is not None and position not in worked_out:
            continue
        flag = flags[position]
        if not flag.is_active:
            subject.remember(flag, False)
            continue
        verdict = _guarded(flag, subject, is_broken=position in order.broken)
        subject.remember(flag, verdict.variant or verdict.enabled)
        if wanted is None or position in wanted:
            verdicts[flag.key] = verdict
    return verdicts


def _guarded(flag: Flag, subject: Subject, *, is_broken: bool) -> Verdict:
    """A mistake of ours in one flag must not take all others of the project away."""
    if is_broken:
        return _refusal(flag, Reason.MISSING_DEPENDENCY)
    try:
        return _verdict(flag, subject)
    except Exception:  # logged, and told as `failed`; the other flags go on
        _LOG.exception("flag %s could not be evaluated", flag.id)
        return _refusal(flag, Reason.UNKNOWN_ERROR)


def _refusal(flag: Flag, reason: Reason) -> Verdict:
    has_failed = reason is Reason.UNKNOWN_ERROR
    return Verdict(flag.key, False, None, reason, reason.description, None, None, has_failed)


def _verdict(flag: Flag, subject: Subject) -> Verdict:
    rules, found = flag.rules, None
    if rules.enrollment_key is not None:
        found = _by_enrollment(flag, subject, rules.enrollment_key)
    elif rules.super_condition is not None:
        found = _by_super_condition(flag, subject, rules.super_condition)
    if found is None and rules.holdout is not None:
        found = _by_holdout(flag, subject, rules.holdout)
    return found or _by_conditions(flag, subject)


def _by_enrollment(flag: Flag, subject: Subject, key: str) -> Verdict | None:
    """Who has chosen for or against an early access feature gets what they chose."""
    if key not in subject.person:
        return None
    value = subject.person[key]
    return _by_choice(flag, value is True or value == "true")


def _by_super_condition(flag: Flag, subject: Subject, condition: Condition) -> Verdict | None:
    """The older form of early access; a flag has one or the other."""
    filters = (one for one in condition.filters if isinstance(one, PropertyFilter))
    if not any(one.key in subject.person for one in filters):
        return None
    return _by_choice(flag, _passes(condition, subject) and _is_in_share(flag, condition, subject))


def _by_choice(flag: Flag, is_enabled: bool) -> Verdict:
    reason, payload = Reason.SUPER_CONDITION_VALUE, flag.rules.payloads.get("true")
    return Verdict(flag.key, is_enabled, None, reason, reason.description, 0, payload, False)


def _by_holdout(flag: Flag, subject: Subject, holdout: Holdout) -> Verdict | None:
    if holdout.share is not None:
        identifier = subject.identifier(flag, flag.rules.aggregation, uses_stored=False)
        if holdout_place(identifier) > holdout.share:
            return None
    reason, variant = Reason.HOLDOUT_CONDITION_VALUE, holdout.variant
    payload = flag.rules.payloads.get(variant)
    return Verdict(flag.key, True, variant, reason, reason.description, None, payload, False)


def _by_conditions(flag: Flag, subject: Subject) -> Verdict:
    """The first condition that matches decides; else the best reason why none did."""
    rules = flag.rules
    subject.has_met_unsure_cohort = has_skipped_groups = False
    best, best_index = _NO_GROUP, None
    for index, condition in enumerate(rules.conditions):
        aggregation = condition.aggregation
        if aggregation is None and rules.is_by_device and not subject.has_device:
            reason = _OUTSIDE
        elif aggregation is not None and not subject.group_key(aggregation):
            reason, has_skipped_groups = _NO_GROUP, True
        elif not _passes(condition, subject):
            reason = _NO_MATCH
        elif _is_in_share(flag, condition, subject):
            return _match(flag, condition, subject, index)
        elif rules.exits_early:
            best, best_index = _OUTSIDE, index
            break
        else:
            reason = _OUTSIDE
        if reason.score >= best.score:
            best, best_index = reason, index
    description = best.description
    if best is _NO_MATCH and has_skipped_groups:
        description += _GROUPS_SKIPPED
    elif best is _NO_MATCH and subject.has_met_unsure_cohort:
        description += _COHORT_UNSURE
    return Verdict(flag.key, False, None, best, description, best_index, None, False)


# Looking up a member of an enum takes ten times as long.
_MATCH, _OUTSIDE = Reason.CONDITION_MATCH, Reason.OUT_OF_ROLLOUT_BOUND
_NO_MATCH, _NO_GROUP = Reason.NO_CONDITION_MATCH, Reason.NO_GROUP_TYPE

_GROUPS_SKIPPED = ": conditions about groups were skipped, because no group of their type was sent"
_COHORT_UNSURE = ": a cohort about what persons did could not be decided"


def _passes(condition: Condition, subject: Subject) -> bool:
    try:
        for one in condition.filters:
            if not one.holds(subject, condition.aggregation):
                return False
    except (Undecided, RecursionError):
        return False
    return True


def _is_in_share(flag: Flag, condition: Condition, subject: Subject) -> bool:
    share = condition.share
    if share is None:
        return True
    return place(flag.rules.prefix, subject.identifier(flag, condition.aggregation)) <= share


def _match(flag: Flag, condition: Condition, subject: Subject, index: int) -> Verdict:
    variant, rules = condition.variant, flag.rules
    if variant is None and rules.slices:
        where = place(rules.prefix, subject.identifier(flag, condition.aggregation), b"variant")
        variant = next((name for end, name in rules.slices if where < end), None)
    payload, description = (
        rules.payloads.get(variant or "true"),
        f"{_MATCH.description} {index + 1}",
    )
    return Verdict(flag.key, True, variant, _MATCH, description, index, payload, False)
