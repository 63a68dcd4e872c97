"""What the state database knows of a project's flags, in plain rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from tenrec.flags.models import FeatureFlag
from tenrec.flags.rules import Ruleset, ruleset

Row = Mapping[str, Any]

_COLUMNS = (
    "id",
    "project_id",
    "name",
    "key",
    "filters",
    "active",
    "version",
    "evaluation_runtime",
    "evaluation_contexts",
    "bucketing_identifier",
    "ensure_experience_continuity",
    "has_encrypted_payloads",
    "is_remote_configuration",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """In the order of their ids; `timezone` is the project's, `group_types` name → index."""

    flags: list[Row]
    cohorts: list[Row]
    group_types: dict[str, int]
    timezone: str


def stored(project_id: int) -> Stored:
    """Four look-ups, however many flags there are; deleted ones are left out."""
    found = FeatureFlag.objects.filter(project_id=project_id, deleted=False).order_by("id")
    zones = apps.get_model("accounts", "Project")._default_manager.filter(id=project_id)
    return Stored(
        flags=[_flag(row) for row in found.values(*_COLUMNS)],
        cohorts=_cohorts(project_id),
        group_types=_group_types(project_id),
        timezone=str(zones.values_list("timezone", flat=True).first() or "UTC"),
    )


def rules_of(rows: Stored) -> Ruleset:
    """All that is needed to evaluate them."""
    cohorts = [{**row, "filters": {"properties": row["properties"]}} for row in rows.cohorts]
    return ruleset(rows.flags, cohorts, rows.group_types, rows.timezone)


def _flag(row: dict[str, Any]) -> Row:
    return {**row, "team_id": row["project_id"], "deleted": False, "has_experiment": False}


def _cohorts(project_id: int) -> list[Row]:
    """`properties` is the tree {"type": "AND" or "OR", "values": […]}, or {}."""
    rows = apps.get_model("persons", "Cohort")._default_manager.filter(
        project_id=project_id, deleted=False
    )
    return [
        {"id": row["id"], "is_static": row["is_static"], "properties": _tree(row["filters"])}
        for row in rows.order_by("id").values("id", "is_static", "filters")
    ]


def _tree(filters: Any) -> dict[str, Any]:
    properties = filters.get("properties") if isinstance(filters, dict) else None
    if isinstance(properties, list):
        return {"type": "AND", "values": properties}
    return properties if isinstance(properties, dict) else {}


def _group_types(project_id: int) -> dict[str, int]:
    types = apps.get_model("persons", "GroupType")._default_manager.filter(team_id=project_id)
    return dict(types.order_by("index").values_list("name", "index"))
