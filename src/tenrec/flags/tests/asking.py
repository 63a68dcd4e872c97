"""How the tests of this room ask: flags as plain JSON, everything else by name."""

from datetime import UTC, datetime
from typing import Any

from tenrec.flags.evaluate import Asked, Verdict, evaluate
from tenrec.flags.rules import Ruleset, ruleset

Json = dict[str, Any]

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
GROUP_TYPES = {"company": 0, "project": 1}


def asked(distinct_id: str = "user-1", **known: Any) -> Asked:
    return Asked(distinct_id, known.pop("now", NOW), **known)


def stored(filters: object, key: str = "flag", **more: Any) -> Json:
    """A row of a flag."""
    return {"id": 1, "key": key, "version": 1, "active": True, "filters": filters, **more}


def is_about(key: str, operator: str | None, value: object, **more: Any) -> Json:
    """A filter about a person, unless `type` says otherwise."""
    return {"type": "person", "key": key, "operator": operator, "value": value, **more}


def group_of(*properties: Json, **more: Any) -> Json:
    """One condition."""
    return {"properties": list(properties), "rollout_percentage": 100, **more}


def rules_of(*rows: Json, **more: Any) -> Ruleset:
    return ruleset(rows, more.pop("cohorts", ()), more.pop("group_types", GROUP_TYPES), **more)


def verdict_of(filters: object, who: Asked | None = None, **more: Any) -> Verdict:
    """Of a project with this one flag."""
    cohorts = more.pop("cohorts", ())
    return evaluate(rules_of(stored(filters, **more), cohorts=cohorts), who or asked())["flag"]


def holds(condition: Json, properties: Json, **more: Any) -> bool:
    """Whether a person with these properties passes this one filter."""
    rules = rules_of(stored({"groups": [group_of(condition)]}), **more)
    return evaluate(rules, asked(person_properties=properties))["flag"].enabled
