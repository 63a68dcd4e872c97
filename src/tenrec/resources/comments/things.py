"""The thing that a comment is about, where its kind is one whose objects are kept here."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q

# By scope: app, model, the column of its project, and by what clients name it.
_KINDS = {
    "Action": ("actions", "Action", "project_id", ("pk",)),
    "Annotation": ("annotations", "Annotation", "project_id", ("pk",)),
    "Cohort": ("persons", "Cohort", "project_id", ("pk",)),
    "Dashboard": ("dashboards", "Dashboard", "project_id", ("pk",)),
    "EventDefinition": ("taxonomy", "EventDefinition", "team_id", ("uuid_pk",)),
    "FeatureFlag": ("flags", "FeatureFlag", "project_id", ("pk",)),
    "Insight": ("insights", "Insight", "project_id", ("pk", "short_id")),
    "Notebook": ("notebooks", "Notebook", "project_id", ("uuid_pk", "short_id")),
    "Person": ("persons", "Person", "team_id", ("pk", "uuid")),
    "PropertyDefinition": ("taxonomy", "PropertyDefinition", "team_id", ("uuid_pk",)),
}


def is_there(scope: str, item_id: str, project_id: int) -> bool:
    """Whether the project has the thing; of kinds that are kept elsewhere nothing is known."""
    if scope not in _KINDS:
        return True
    app, model, column, names = _KINDS[scope]
    asked = Q(pk__in=[])
    for name in names:
        asked |= _named(name, item_id)
    found: Any = apps.get_model(app, model)._default_manager.filter(asked, **{column: project_id})
    if any(field.name == "deleted" for field in found.model._meta.concrete_fields):
        found = found.filter(deleted=False)
    return bool(found.exists())


def _named(name: str, text: str) -> Q:
    if name == "short_id":
        return Q(short_id=text)
    if name == "pk":
        is_number = text.isascii() and text.isdecimal() and len(text) <= 18
        return Q(pk=int(text)) if is_number else Q(pk__in=[])
    try:
        return Q(**{"uuid" if name == "uuid" else "pk": UUID(text)})
    except ValueError:
        return Q(pk__in=[])
