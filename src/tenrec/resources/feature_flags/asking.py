"""What the flags of a project are for one distinct id, with all that is known of who that is."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from uuid import UUID

from tenrec.flags.continuity import stored_keys
from tenrec.flags.evaluate import Asked, Verdict, evaluate
from tenrec.flags.rules import Ruleset
from tenrec.flags.stored import rules_of, stored
from tenrec.persons import asked as facts


def verdicts_for(
    project_id: int,
    distinct_id: str,
    groups: Mapping[str, str],
    keys: Collection[str] | None = None,
) -> dict[str, Verdict]:
    """Of the active flags (of `keys`), by their keys."""
    rules = rules_of(stored(project_id))
    return evaluate(rules, _asked(project_id, rules, distinct_id, groups), keys)


def value_of(verdict: Verdict | None) -> bool | str:
    """What code gets: a variant, or whether it is on."""
    if verdict is None:
        return False
    return verdict.variant if verdict.variant is not None else verdict.enabled


def listed_in(rules: Ruleset, uuid: UUID) -> frozenset[int]:
    """The static cohorts that a person is in."""
    return facts.lists_with(uuid, [one.id for one in rules.cohorts.values() if one.is_static])


def _asked(project_id: int, rules: Ruleset, distinct_id: str, groups: Mapping[str, str]) -> Asked:
    person = facts.people(project_id, [distinct_id], with_properties=True).get(distinct_id)
    now = datetime.now(UTC)
    of_groups = _group_properties(project_id, rules, groups)
    if person is None:
        return Asked(distinct_id, now, groups=groups, group_properties=of_groups)
    continuous = [flag.key for flag in rules.flags if flag.ensure_experience_continuity]
    keys = stored_keys(project_id, [person.uuid], continuous) if continuous else {}
    return Asked(
        distinct_id,
        now,
        groups=groups,
        person_properties=person.properties,
        group_properties=of_groups,
        person_metadata=person.metadata,
        hash_keys=keys.get(person.uuid, {}),
        static_cohorts=listed_in(rules, person.uuid),
    )


def _group_properties(
    project_id: int, rules: Ruleset, groups: Mapping[str, str]
) -> dict[str, Mapping[str, object]]:
    wanted = {
        rules.group_types[name]: key for name, key in groups.items() if name in rules.group_types
    }
    found = facts.group_properties(project_id, wanted)
    return {rules.group_names[index]: properties for index, properties in found.items()}
