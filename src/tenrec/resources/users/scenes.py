"""Which dashboard opens a scene of the web app, for each project."""

from typing import Any

from django.apps import apps
from rest_framework.exceptions import ErrorDetail, ValidationError

from tenrec.accounts.models import PersonalAPIKey, User
from tenrec.accounts.reach import shut_out
from tenrec.resources.users.people import home_of

_MOST_SCENES = 100
_DASHBOARDS = ("dashboards", "Dashboard")


def choose(user: User, key: PersonalAPIKey | None, *, scene: str, dashboard: int | None) -> None:
    """Keeps the choice, or takes it back."""
    project, _ = home_of(user, key, shut_out(user, key) if key else ())
    if project is None or (dashboard is not None and not _exists(project.id, dashboard)):
        problem = ErrorDetail("Object does not exist.", code="does_not_exist")
        raise ValidationError({"dashboard": [problem]})
    chosen = dict(user.scene_dashboards.get(str(project.id), {}))
    chosen.pop(scene, None)
    if dashboard is not None:
        chosen[scene] = dashboard
    if len(chosen) > _MOST_SCENES:
        raise ValidationError({"scene": ["Too many scenes."]})
    user.scene_dashboards = {**user.scene_dashboards, str(project.id): chosen}
    user.save(update_fields=["scene_dashboards"])


def _exists(project_id: int, dashboard: int) -> bool:
    """Dashboards live in a resource of their own; resources do not import each other."""
    try:
        model: Any = apps.get_model(*_DASHBOARDS)
    except LookupError:
        return False
    found = model._default_manager.filter(project_id=project_id, pk=dashboard, deleted=False)
    return bool(found.exists())
