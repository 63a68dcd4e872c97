"""The insight or dashboard that an annotation is about, as far as it is of the same project."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from tenrec.resources.annotations.models import Annotation

Facts = dict[int, dict[str, Any]]
INSIGHT = ("insights", "Insight", ["short_id", "name", "derived_name"])
DASHBOARD = ("dashboards", "Dashboard", ["name"])
Kind = tuple[str, str, list[str]]


def _rows(kind: Kind, project_id: int) -> QuerySet[Model] | None:
    """Loose: the apps are not imported, and need not be there."""
    try:
        model = apps.get_model(kind[0], kind[1])
    except LookupError:
        return None
    found: QuerySet[Model] = model._default_manager.filter(project_id=project_id)
    return found


def exists(kind: Kind, number: int, project_id: int) -> bool:
    """Whether the project has it."""
    rows = _rows(kind, project_id)
    return rows is not None and rows.filter(pk=number).exists()


def facts_of(kind: Kind, column: str, annotations: Iterable[Annotation], project_id: int) -> Facts:
    """By id: what lists show of it. One look-up, however many annotations there are.

    An annotation of the whole organization may be about an insight of another project: who sees
    the annotation need not be allowed to see that.
    """
    wanted = {getattr(one, column) for one in annotations if one.project_id == project_id} - {None}
    rows = _rows(kind, project_id) if wanted else None
    if rows is None:
        return {}
    return {row["pk"]: row for row in rows.filter(pk__in=wanted).values("pk", *kind[2])}
