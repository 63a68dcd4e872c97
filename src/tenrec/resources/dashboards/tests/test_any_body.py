"""Anything thrown at insights, dashboards and shared pages is answered below 500."""

import json
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.dashboards.models import Dashboard, Text, Tile
from tenrec.resources.insights.models import Insight
from tenrec.store.base import EventStore

pytestmark = pytest.mark.django_db
WORDS = [
    "name", "query", "filters", "dashboards", "tags", "tiles", "id", "text", "body", "insight",
    "layouts", "sm", "color", "order", "variables", "restriction_level", "use_dashboard",
    "use_template", "tile", "toDashboard", "fromDashboardId", "tileId", "tile_order", "tile_id",
    "template", "type", "kind", "source", "series", "deleted", "enabled", "settings", "theme",
    "raw_password", "password", "insight_ids", "user_uuid", "level", "breakdown_colors",
    "data_color_theme_id", "dashboard_filters", "properties", "values", "key", "value", "code_name",
    "variableId", "default_value", "colors", "preset-1", "search", "refresh", "from_dashboard",
    "filters_override", "variables_override", "created_by", "saved", "short_id", "limit", "days",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["\x00", "'", "{}", "[]", "-7d", "9" * 40, "1e999", "TrendsQuery", "INSIGHT",
                     "AND", "person", "HogQLQuery", "EventsNode", "blocking", "true", "[1]"]),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(WORDS), TEXTS)
NUMBERS = st.one_of(st.integers(-2, 5), st.integers(), st.floats(allow_nan=False))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.one_of(JSON, st.dictionaries(st.sampled_from(WORDS), JSON, max_size=6))
QUERIES = st.dictionaries(st.sampled_from(WORDS), TEXTS, max_size=4)
PLACES = [
    ("get", "insights/"), ("post", "insights/"), ("get", "insights/{insight}/"),
    ("patch", "insights/{insight}/"), ("put", "insights/{insight}/"),
    ("post", "insights/viewed/"), ("get", "insights/trending/"),
    ("get", "insights/my_last_viewed/"), ("get", "insights/{insight}/activity/"),
    ("get", "dashboards/"), ("post", "dashboards/"), ("get", "dashboards/{board}/"),
    ("patch", "dashboards/{board}/"), ("put", "dashboards/{board}/"),
    ("patch", "dashboards/{board}/move_tile/"), ("post", "dashboards/{board}/copy_tile/"),
    ("post", "dashboards/{board}/reorder_tiles/"), ("post", "dashboards/{board}/delete_tile/"),
    ("post", "dashboards/{board}/create_text_tile/"),
    ("post", "dashboards/{board}/update_text_tile/"), ("get", "dashboards/{board}/run_insights/"),
    ("post", "dashboards/create_from_template_json/"),
    ("post", "dashboards/{board}/collaborators/"), ("patch", "dashboards/{board}/sharing/"),
    ("post", "dashboards/{board}/sharing/passwords/"), ("patch", "insights/{insight}/sharing/"),
    ("get", "dashboard_templates/"), ("post", "dashboard_templates/"),
    ("post", "insight_variables/"), ("post", "data_color_themes/"),
]  # fmt: skip


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.sampled_from(PLACES), query=QUERIES, body=BODIES)
def test_any_body__anywhere__is_answered_below_500(
    alice: User,
    project: Project,
    with_key: Caller,
    store: EventStore,
    place: tuple[str, str],
    query: dict[str, str],
    body: Any,
) -> None:
    board = Dashboard.objects.create(project=project)
    insight = Insight.objects.create(project=project, query={"kind": "HogQLQuery", "query": "x"})
    Tile.objects.create(dashboard=board, insight=insight)
    Tile.objects.create(dashboard=board, text=Text.objects.create(project=project, body="x"))
    method, path = place
    address = f"/api/projects/{project.id}/{path.format(board=board.pk, insight=insight.pk)}"
    client = with_key(alice)
    with override_settings(RATE_LIMITS=False):
        if method == "get":
            answer = client.get(address, query)
        else:
            sent = json.dumps(body)
            answer = getattr(client, method)(address, sent, content_type="application/json")
    assert answer.status_code < 500, (address, body, answer.content)
    assert answer.status_code != 429
    if answer.status_code >= 400:
        assert answer.json().keys() >= {"type", "code", "detail", "attr"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "insights/",
         '{"query": {"kind": "HogQLQuery", "query": "x", "values": {"a": %s}}}'),
        ("post", "insights/", '{"filters": {"a": %s}}'),
        ("post", "dashboards/", '{"filters": {"properties": %s}}'),
        ("post", "dashboards/",
         '{"tiles": [{"text": {"body": "x"}, "layouts": {"sm": {"a": %s}}}]}'),
        ("post", "dashboards/", '{"breakdown_colors": %s}'),
        ("post", "dashboards/", '{"variables": {"a": {"value": %s}}}'),
        ("post", "dashboards/create_from_template_json/", '{"template": {"tiles": %s}}'),
        ("post", "dashboard_templates/", '{"template_name": "a", "tiles": %s}'),
        ("post", "insight_variables/",
         '{"name": "a", "type": "List", "values": ["a"], "default_value": %s}'),
        ("post", "data_color_themes/", '{"name": "a", "colors": {"preset-1": %s}}'),
    ],
)  # fmt: skip
def test_any_body__very_deep__is_refused(
    alice: User, project: Project, with_key: Caller, method: str, path: str, body: str
) -> None:
    client = with_key(alice)
    for depth in (150, 850, 900, 930, 960, 100_000):
        answer = getattr(client, method)(
            f"/api/projects/{project.id}/{path}",
            body % ("[" * depth + "]" * depth),
            content_type="application/json",
        )
        assert answer.status_code == 400, (depth, answer.content[:300])
