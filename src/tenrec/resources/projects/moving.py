"""A project that moves to another organization, with everything that names both."""

from typing import Any

from django.apps import apps

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Organization, Project


def move_project(project: Project, target: Organization) -> None:
    """From now on the members of the other organization may enter, and only those."""
    project.organization = target
    project.save(update_fields=["organization", "updated_at"])
    for model in apps.get_models():
        columns: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
        if _points(columns.get("project"), Project) and _points(
            columns.get("organization"), Organization
        ):
            model._default_manager.filter(project=project).update(organization=target)
    tell_of_changes()


def _points(field: Any, at: type[Any]) -> bool:
    return field is not None and field.related_model is at
