"""Writes the activity log: what a thing was, what it became, and the row that tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from tenrec.accounts.models import Organization, Project, User
from tenrec.activity.models import ActivityLog

Values = dict[str, Any]
Change = dict[str, Any]
_LEFT_OUT = {"id", "uuid", "created_at", "updated_at", "last_modified_at", "last_modified_by_id"}
_LONGEST_NAME = 400


def record(
    activity: str,
    *,
    scope: str,
    item_id: object,
    user: User | None,
    organization: Organization | None,
    project: Project | None = None,
    name: str | None = None,
    short_id: str | None = None,
    changes: Sequence[Change] = (),
) -> ActivityLog:
    """One row, in the transaction of the change itself: both are there, or neither."""
    detail = detail_of(name=name, short_id=short_id, changes=changes)
    return ActivityLog.objects.create(
        activity=activity,
        scope=scope,
        item_id=None if item_id is None else str(item_id),
        user=user,
        organization=organization,
        project=project,
        detail=detail,
    )


def detail_of(
    *,
    name: str | None,
    short_id: str | None = None,
    changes: Sequence[Change] = (),
    context: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What a row tells beside who, what and when; `context` is how it came about."""
    detail: dict[str, Any] = {"name": name, "short_id": short_id, "changes": list(changes)}
    return detail if context is None else {**detail, "context": context}


def values_of(thing: Model, leave_out: frozenset[str] = frozenset()) -> Values:
    """The columns of a thing by name, without those that tell nothing and those that are secret."""
    hidden = _LEFT_OUT | leave_out
    names = (field.attname for field in thing._meta.concrete_fields)
    return {name: getattr(thing, name) for name in names if name not in hidden}


def changes_between(
    scope: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """One entry for each column that differs; `action` is created, changed or deleted."""
    return [
        {
            "type": scope,
            "action": _action(before.get(name), value),
            "field": name.removesuffix("_id"),
            "before": before.get(name),
            "after": value,
        }
        for name, value in after.items()
        if before.get(name) != value
    ]


def name_of(thing: Model) -> str | None:
    """What a person calls the thing."""
    for field in ("name", "label", "key", "title", "content"):
        if text := getattr(thing, field, None):
            return str(text)[:_LONGEST_NAME]
    return None


def _action(before: Any, after: Any) -> str:
    if before is None:
        return "created"
    return "deleted" if after is None else "changed"
