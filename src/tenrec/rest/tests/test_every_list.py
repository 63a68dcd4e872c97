"""No list asks more of the databases for a long page than for a short one: every one is tried.

New resources are covered by being there: rows are made of their models.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now, timedelta

from tenrec.accounts.models import Membership, Organization, Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.rest.tests.routes import Call, every_call
from tenrec.rest.tests.rows import Rows
from tenrec.store.base import EventStore

FEW, MANY = 3, 30
pytestmark = pytest.mark.usefixtures("store")


def of_lists() -> dict[str, list[Call]]:
    """The routes of each list: project, environment, flat, and as a file."""
    found: dict[str, list[Call]] = {}
    for call in every_call():
        if call.action == "list" and call.method == "get":
            name = call.view.__name__.removeprefix("Flat").removeprefix("Cursor")
            found.setdefault(name, []).append(call)
    return found


LISTS = of_lists()


@pytest.fixture(autouse=True)
def _without_limits(settings: Any) -> None:
    settings.RATE_LIMITS = False
    settings.CHECK_RESPONSES = False


@contextmanager
def counted(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """How many questions the state database and the event store were asked."""
    asked: list[str] = []
    select = store.select

    def noted(sql: str, *args: Any, **more: Any) -> Any:
        if "system." not in sql:  # what tables there are is looked up once
            asked.append(sql)
        return select(sql, *args, **more)

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(store, "select", noted)
        yield lambda: len(asked) + len(queries)


def _event(rows: Rows) -> None:
    distinct_id = f"person {uuid4()}"
    rows.make(_model("persons", "PersonDistinctId"), distinct_id=distinct_id)
    rows.store("events", distinct_id=distinct_id)


def _model(app: str, name: str) -> type[Model]:
    from django.apps import apps

    return apps.get_model(app, name)


def _own_organization(rows: Rows) -> None:
    organization = Organization.objects.create(name=f"Other {uuid4()}")
    Membership.objects.create(user=rows.user, organization=organization, level=15)
    Project.objects.create(organization=organization, name="Inside")


def _session(rows: Rows) -> None:
    key = uuid4().hex
    later = now() + timedelta(days=1)
    session = Session.objects.create(session_key=key, session_data="", expire_date=later)
    rows.make(_model("accounts", "LoginSession"), session=session)


# Lists whose rows are not those of their model, or that show only some of them.
MADE: dict[str, Callable[[Rows], Any]] = {
    "EventViewSet": _event,
    "OrganizationViewSet": _own_organization,
    "SessionViewSet": _session,
    "GroupViewSet": lambda rows: rows.store("groups", group_key=uuid4().hex),
    "ProjectDeletionViewSet": lambda rows: rows.make(
        _model("accounts", "ProjectDeletion"), organization_id=rows.project.organization_id
    ),
}

ALWAYS_ONE = {"ProjectEnvironmentsViewSet"}


def grown(name: str, rows: Rows, number: int) -> None:
    """So many more rows of the list."""
    for _ in range(number):
        made = MADE.get(name)
        if made is not None:
            made(rows)
            continue
        given: dict[str, Any] = {}
        if name == "RoleMembershipViewSet":
            given["role"] = rows.role
        if name == "GroupMetricViewSet":
            given["group_type_index"] = rows.group_type.index
        rows.make(LISTS[name][0].view.queryset.model, **given)


def address(call: Call, rows: Rows) -> str:
    """The path of the list, in the project and organization of the rows."""
    path = call.path(
        project_id=rows.project.pk,
        organization_id=rows.project.organization_id,
        user_uuid="@me",
        group_type_index=0,
        role_id=rows.role.pk if "role_id" in call.names else "",
    )
    # All on one page: a link to the next one has its price, too.
    return f"{path}?limit=1000{'&group_type_index=0' if '/groups' in path else ''}"


def shown(answer: Any) -> int:
    """How many rows came."""
    assert answer.status_code == 200, answer.content
    if "csv" in answer.headers["Content-Type"]:
        return len(answer.content.splitlines()) - 1
    body = answer.json()
    return len(body["results"] if isinstance(body, dict) else body)


@pytest.mark.parametrize("name", LISTS)
def test_every_list__ten_times_the_rows__no_more_questions(
    name: str,
    alice: User,
    project: Project,
    with_session: Caller,
    store: EventStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client, rows = with_session(alice), Rows(alice, project)

    def asked(call: Call) -> tuple[int, int]:
        path = address(call, rows)
        client.get(path)  # what is looked up once and remembered is not counted
        with counted(store, monkeypatch) as number:
            return shown(client.get(path)), number()

    grown(name, rows, FEW)
    before = {str(call): asked(call) for call in LISTS[name]}
    grown(name, rows, MANY - FEW)
    after = {str(call): asked(call) for call in LISTS[name]}
    grew = [after[path][0] >= before[path][0] + MANY - FEW for path in before]
    assert all(grew) or name in ALWAYS_ONE, (before, after)
    more = {
        path: (before[path], after[path]) for path in before if after[path][1] > before[path][1]
    }
    assert more == {}
