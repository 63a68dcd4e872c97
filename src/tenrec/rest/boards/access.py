"""Who may change a locked dashboard, and with it the insights that stand on it."""

from typing import Any

from django.apps import apps
from django.utils.functional import cached_property
from rest_framework.exceptions import PermissionDenied

from tenrec.accounts.models import Membership, Project, User
from tenrec.accounts.reach import level_in

EVERYONE, COLLABORATORS = 21, 37
VIEW, EDIT = 21, 37


class Rights:
    """Of one user in one project; looked up at most twice, however many things are asked about."""

    def __init__(self, user: User, project: Project) -> None:
        self._user = user
        self._project = project

    @cached_property
    def _is_admin(self) -> bool:
        level = level_in(self._user, self._project.organization_id)
        return level is not None and level >= Membership.Level.ADMIN

    @cached_property
    def _shared_with_me(self) -> set[int]:
        rows = apps.get_model("dashboards", "Collaborator")._default_manager.filter(
            user=self._user, dashboard__project=self._project, level=EDIT
        )
        return set(rows.values_list("dashboard_id", flat=True))

    def may_edit(self, dashboard: Any) -> bool:
        """Everyone may, unless it is locked: then its creator, admins and collaborators."""
        return (
            dashboard.restriction_level == EVERYONE
            or self.may_restrict(dashboard)
            or dashboard.pk in self._shared_with_me
        )

    def may_restrict(self, dashboard: Any) -> bool:
        """Lock, unlock and name collaborators: the creator and admins only."""
        return dashboard.created_by_id == self._user.pk or self._is_admin

    def may_edit_insight(self, insight: Any) -> bool:
        """Whoever may change every dashboard on which it stands."""
        return all(self.may_edit(tile.dashboard) for tile in live_tiles(insight))

    def check(self, dashboard: Any) -> None:
        """Raises PermissionDenied (403)."""
        if not self.may_edit(dashboard):
            raise PermissionDenied("This dashboard is locked: only collaborators may change it.")

    def check_insight(self, insight: Any) -> None:
        """Raises PermissionDenied (403)."""
        if not self.may_edit_insight(insight):
            raise PermissionDenied("This insight stands on a locked dashboard.")

    def word_for(self, may_edit: bool, is_own: bool) -> str:
        """`user_access_level`."""
        if not may_edit:
            return "viewer"
        return "manager" if is_own or self._is_admin else "editor"


def live_tiles(insight: Any) -> list[Any]:
    """The tiles of an insight that can be seen; read ahead for lists (`rows.insight_rows`)."""
    ahead = getattr(insight, "tiles_ahead", None)
    if ahead is not None:
        return list(ahead)
    found = insight.tiles.filter(deleted=False, dashboard__deleted=False)
    return list(found.select_related("dashboard").order_by("id"))


def restriction_of(insight: Any) -> int:
    """Locked where one of its dashboards is."""
    levels = [tile.dashboard.restriction_level for tile in live_tiles(insight)]
    return max(levels, default=EVERYONE)
