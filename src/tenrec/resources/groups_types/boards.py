"""The dashboard of a kind of groups: five questions that fit any, filtered to the group shown."""

from typing import Any

from django.apps import apps

from tenrec.accounts.models import Project, User
from tenrec.persons.models import GroupType
from tenrec.resources.groups_types.models import GroupBoard
from tenrec.rest.boards.placing import add_insight, new_insight

_EVERY: dict[str, Any] = {"kind": "EventsNode", "event": None, "name": "All events"}
_PAGES = {"kind": "EventsNode", "event": "$pageview", "name": "$pageview"}
_PAGE = {"id": "$pageview", "name": "$pageview", "type": "events"}


def boards_of(project_id: int) -> dict[int, int]:
    """Ids of dashboards that are not deleted, by the index of the kind."""
    found = GroupBoard.objects.filter(project_id=project_id, dashboard__deleted=False)
    return dict(found.values_list("group_type_index", "dashboard_id"))


def new_board(project: Project, kind: GroupType, user: User) -> Any:
    """The dashboard with its insights; it takes the place of one that was deleted."""
    singular = kind.name_singular or kind.name
    plural = kind.name_plural or f"{kind.name}s"
    board = apps.get_model("dashboards", "Dashboard")._default_manager.create(
        project=project,
        name=f"Overview of a {singular}"[:400],
        description=f"Shown on the page of each of the {plural}, filtered to that one.",
        creation_mode="template",
        created_by=user,
    )
    for order, (name, description, source) in enumerate(_questions(singular)):
        query = {"kind": "InsightVizNode", "source": source}
        tile = {"name": name, "description": description[:400], "query": query}
        place = {"x": 6 * (order % 2), "y": 5 * (order // 2), "w": 6, "h": 5}
        layouts = {"sm": place, "xs": {"x": 0, "y": 5 * order, "w": 1, "h": 5}}
        add_insight(board, new_insight(board, tile, user), layouts=layouts, order=order)
    GroupBoard.objects.update_or_create(
        project=project, group_type_index=kind.index, defaults={"dashboard": board}
    )
    return board


def _questions(singular: str) -> list[tuple[str, str, dict[str, Any]]]:
    bars, lines = {"display": "ActionsBarValue"}, {"display": "ActionsLineGraph"}
    by_path = {"breakdown": "$pathname", "breakdown_type": "event"}
    by_event = {"breakdowns": [{"property": "event", "type": "event_metadata"}]}
    active = {**_EVERY, "math": "dau"}
    return [
        (
            "Top paths",
            f"Pages that this {singular} visits most, of 30 days",
            _trends({**_PAGES, "math": "unique_session"}, "-30d", "day", bars, by_path),
        ),
        (
            "Top events",
            f"What this {singular} does most, of 30 days",
            _trends({**_EVERY, "math": "total"}, "-30d", "day", bars, by_event),
        ),
        (
            "Weekly active users",
            f"Users of this {singular}, week by week, of 90 days",
            _trends(active, "-90d", "week", lines),
        ),
        (
            "Monthly active users",
            f"Users of this {singular}, month by month, of a year",
            _trends(active, "-365d", "month", lines),
        ),
        (
            "Retained users",
            f"Users of this {singular} who come back in the week after their first visit",
            {
                "kind": "RetentionQuery",
                "retentionFilter": {
                    "period": "Day",
                    "totalIntervals": 8,
                    "retentionType": "retention_first_time",
                    "targetEntity": _PAGE,
                    "returningEntity": _PAGE,
                },
            },
        ),
    ]


def _trends(
    series: dict[str, Any],
    since: str,
    interval: str,
    looks: dict[str, Any],
    breakdown: dict[str, Any] | None = None,
) -> dict[str, Any]:
    query: dict[str, Any] = {
        "kind": "TrendsQuery",
        "series": [series],
        "dateRange": {"date_from": since},
        "interval": interval,
        "trendsFilter": looks,
    }
    return query if breakdown is None else {**query, "breakdownFilter": breakdown}
