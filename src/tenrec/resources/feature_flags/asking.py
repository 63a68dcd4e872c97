"""What the flags of a project are for one distinct id, with all that is known of who that is."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tenrec.flags.continuity import stored_keys
from tenrec.flags.evaluate import Asked, Verdict, evaluate
from tenrec.flags.rules import Ruleset, ruleset
from tenrec.flags.stored import Stored, stored
from tenrec.persons import asked as facts


def rules_of(rows: Stored) -> Ruleset:
    """Everything that is needed to evaluate the flags."""
    cohorts = [{**row, "filters": {"properties": row["properties"]}} for row in rows.cohorts]
    return ruleset(rows.flags, cohorts, rows.group_types, rows.timezone)


def verdicts_for(
    project_id: int,
    distinct_id: str,
    groups: Mapping[str, str],
    keys: Collection[str] | None = None,
) -> dict[str, Verdict]:
    """Of the active flags (of `keys`), by their keys."""
    rows = stored(project_id)
    rules = rules_of(rows)
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
    known = {"distinct_id": distinct_id}
    now = datetime.now(UTC)
    of_groups = _group_properties(project_id, rules, groups)
    if person is None:
        return Asked(distinct_id, now, groups=groups, person_properties=known,
                     group_properties=of_groups)  # fmt: skip
    continuous = [flag.key for flag in rules.flags if flag.ensure_experience_continuity]
    keys = stored_keys(project_id, [person.uuid], continuous) if continuous else {}
    metadata: dict[str, Any] = {
        "created_at": person.created_at.isoformat(),
        "is_identified": person.is_identified,
    }
    return Asked(
        distinct_id,
        now,
        groups=groups,
        person_properties={**person.properties, **known},
        group_properties=of_groups,
        person_metadata=metadata,
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
