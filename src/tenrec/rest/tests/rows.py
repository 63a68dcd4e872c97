"""Rows of any model, with everything they point at and everything that belongs to them."""

from collections.abc import Mapping
from functools import cached_property
from itertools import count
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.db.models import NOT_PROVIDED, Model
from django.utils.timezone import now

from tenrec.accounts.models import Organization, Project, User
from tenrec.activity.record import detail_of
from tenrec.ingest.rows import COLUMNS, line
from tenrec.rest.json_column import ExactJSONColumn
from tenrec.store.base import Batch
from tenrec.store.open import current

_number = count(1)
# What no rule can guess.
_GIVEN: dict[str, dict[str, Any]] = {
    "activity.ActivityLog": {"detail": detail_of(name="It")},
    "dashboards.Tile": {"text": None},
}


class Rows:
    """Makes rows for one user in one project: what a list has to join or prefetch is there."""

    def __init__(self, user: User, project: Project) -> None:
        self.user, self.project = user, project

    @cached_property
    def role(self) -> Any:
        """One role of the organization, for the list of those who have it."""
        return self._row(apps.get_model("accounts", "Role"), {})

    @cached_property
    def group_type(self) -> Any:
        """The kind of the groups, for they are listed by kind."""
        return self._row(apps.get_model("persons", "GroupType"), {"index": 0})

    def make(self, model: type[Model], **given: Any) -> Model:
        """One row, every relation filled, and one child of each kind."""
        row = self._row(model, given)
        for relation in model._meta.related_objects:
            kind = relation.related_model
            if relation.one_to_many and isinstance(kind, type) and kind is not model:
                self._row(kind, {relation.field.name: row})
        return row

    def store(self, table: str, **given: Any) -> None:
        """One row of the event store."""
        values = {name: _stored(name) for name in COLUMNS[table]}
        values |= {"team_id": self.project.pk, **given}
        data = line(tuple(values[name] for name in COLUMNS[table]))
        current().insert(Batch(table, COLUMNS[table], data, f"test-{uuid4()}"))

    def _row(self, model: type[Model], given: Mapping[str, Any]) -> Model:
        values = {**self._values(model), **_GIVEN.get(model._meta.label, {}), **given}
        return model._default_manager.create(**values)

    def _values(self, model: type[Model]) -> dict[str, Any]:
        unique = _unique(model)
        return {
            field.name: self._value(field, field.name in unique)
            for field in model._meta.concrete_fields
            if not (
                field.primary_key and (field.has_default() or isinstance(field, models.AutoField))
            )
            and (field.is_relation or field.default is NOT_PROVIDED or field.name in unique)
        }

    def _value(self, field: Any, is_unique: bool) -> Any:
        if field.is_relation:
            return self._pointed_at(field, is_unique)
        if field.name == "team_id":
            return self.project.pk
        if field.choices:
            return field.choices[0][0]
        match field:
            case ExactJSONColumn():
                return {}
            case models.DateTimeField():
                return None if field.null else now()
            case models.DateField():
                return now().date()
            case models.UUIDField():
                return uuid4()
            case models.BooleanField():
                return False
            case models.IntegerField():
                return None if field.null else 0 if "group_type" in field.name else next(_number)
            case models.JSONField():
                return {}
            case models.TextField() | models.CharField():
                return f"{next(_number)} {field.name}"[: field.max_length]
        return field.get_default()

    def _pointed_at(self, field: Any, is_unique: bool) -> Any:
        kind = field.related_model
        if kind is User:
            email = f"u{next(_number)}@example.com"
            return User.objects.create(email=email) if is_unique else self.user
        if kind is Project:
            return self.project
        if kind is Organization:
            return self.project.organization
        return None if kind is field.model else self._row(kind, {})


def _unique(model: type[Model]) -> set[str]:
    """Names of the fields that tell rows from each other."""
    alone = {f.name for f in model._meta.concrete_fields if f.unique and not f.primary_key}
    together = [c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return alone.union(*together, *model._meta.unique_together)


def _stored(name: str) -> Any:
    if name == "timestamp" or name.endswith("_at"):
        return now()
    if name in ("uuid", "person_id"):
        return str(uuid4())
    known = {"person_mode": "full", "historical_migration": False, "event": "seen"}
    if name.endswith("properties"):
        return "{}"
    return known.get(name, 0 if name in ("batch", "version", "group_type_index") else "")
