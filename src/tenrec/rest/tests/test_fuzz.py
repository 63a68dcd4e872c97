"""Anything thrown at any route is answered below 500, in the one shape."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest.tests.routes import Call, answers_itself, every_call
from tenrec.store.base import EventStore

WORDS = [
    "search",
    "distinct_id",
    "email",
    "properties",
    "limit",
    "offset",
    "cursor",
    "before",
    "after",
    "orderBy",
    "event",
    "key",
    "value",
    "person_id",
    "beyond",
    "type",
    "group_type_index",
    "ordering",
    "event_type",
    "token",
    "api_key",
    "name",
    "include_total",
    "format",
    "is_numerical",
    "event_name",
    "personal_api_key",
    "query",
    "label",
    "scopes",
    "scoped_teams",
    "timezone",
    "set_current_team",
    "first_name",
    "password",
    "setup_token",
    "refresh",
    "kind",
]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["\x00", "'", '"', "%", "{}", "[]", "-7d", "@current", "@me", "9" * 40, "-1", "1e999"]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
QUERIES = st.dictionaries(st.sampled_from(WORDS), TEXTS, max_size=4)
BODIES = st.one_of(JSON, st.dictionaries(st.sampled_from(WORDS), JSON, max_size=5))
EVERYWHERE = sorted(filter(answers_itself, every_call()), key=str)
CALM = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def client_and_project(
    alice: User, project: Project, store: EventStore, with_key: Caller
) -> tuple[Any, Project]:
    return with_key(alice), project


@CALM
@given(call=st.sampled_from(EVERYWHERE), query=QUERIES, body=BODIES, name=TEXTS)
@pytest.mark.usefixtures("_no_limits")
def test_any_route__anything__below_500(
    client_and_project: tuple[Any, Project],
    call: Call,
    query: dict[str, str],
    body: Any,
    name: str,
) -> None:
    client, project = client_and_project
    name = name.replace("/", "").replace("?", "")
    names = dict.fromkeys(call.names, name) if name else {}
    target = call.path(**{**names, "project_id": project.id, "organization_id": "@current"})
    if call.method == "get":
        answer = client.get(target, query)
    else:
        answer = getattr(client, call.method)(
            target, json.dumps(body), content_type="application/json"
        )
    # 503 is what the pipeline page says when no pipeline runs, as in this test.
    assert answer.status_code < 500 or answer.status_code == 503
    # Only what cannot be deleted says so without words, as clients know it.
    if answer.status_code >= 400 and (answer.content or answer.status_code != 405):
        assert {"type", "code", "detail", "attr"} <= json.loads(answer.content).keys()


@pytest.fixture
def _no_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False
