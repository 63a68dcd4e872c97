"""What others did to the things that a user made or changed."""

from django.db.models import Q, QuerySet

from tenrec.accounts.models import Project, User
from tenrec.activity.models import ActivityLog

_MINE = ["created", "updated", "deleted", "restored", "commented"]
_NEWS = [
    "updated",
    "deleted",
    "restored",
    "commented",
    "exported",
    "sharing enabled",
    "sharing disabled",
    "completed",
    "reopened",
]
_MOST_THINGS = 1_000
MOST = 10


def important(project: Project, user: User) -> QuerySet[ActivityLog]:
    """Newest first; things that the user has not touched for long fall out of sight."""
    mine = (
        ActivityLog.objects.filter(project=project, user=user, activity__in=_MINE)
        .exclude(item_id=None)
        .order_by("-created_at")
        .values_list("scope", "item_id")[:_MOST_THINGS]
    )
    by_scope: dict[str, set[str]] = {}
    for scope, item_id in mine:
        by_scope.setdefault(scope, set()).add(str(item_id))
    touched = Q(pk=None)
    for scope, items in by_scope.items():
        touched |= Q(scope=scope, item_id__in=sorted(items))
    rows = ActivityLog.objects.filter(touched, project=project, activity__in=_NEWS)
    return rows.exclude(user=user).select_related("user").order_by("-created_at", "-id")
