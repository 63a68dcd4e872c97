"""What the web app asks first, and whether it is true."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis.exceptions
from django.core.cache import cache
from django.db import DatabaseError
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from rest_framework.test import APIClient

from tenrec.accounts.founding import MOST_OWNED
from tenrec.accounts.models import Membership, Organization, User
from tenrec.accounts.tests.cast import Caller
from tenrec.ingest import outbox
from tenrec.jobs.models import Lease
from tenrec.resources.preflight import parts
from tenrec.rest.jobs import mail_security_notice
from tenrec.store.open import use

MEMBERS_ONLY = {
    "available_timezones",
    "opt_out_capture",
    "licensed_users_available",
    "openai_available",
    "site_url",
    "instance_preferences",
    "buffer_conversion_seconds",
}


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    parts.PARTS.forget()
    yield
    parts.PARTS.forget()


def asked(client: APIClient | None = None) -> dict[str, Any]:
    parts.PARTS.forget()
    answer = (client or APIClient()).get("/_preflight/")
    assert answer.status_code == 200
    return dict(answer.json())


def test_preflight__nobody__knows_whether_there_is_an_organization(db: None) -> None:
    answer = APIClient().get("/_preflight")
    assert answer.status_code == 200
    assert answer.json()["initiated"] is False
    assert answer.json()["can_create_org"] is True
    assert answer["Cache-Control"] == "no-store"
    assert "posthog_csrftoken" in answer.cookies
    Organization.objects.create(name="Garden")
    assert asked()["initiated"] is True
    assert asked()["can_create_org"] is False


def test_preflight__nobody__is_told_nothing_of_members(garden: Organization) -> None:
    assert not MEMBERS_ONLY & set(asked())


def test_preflight__log_ins_of_others__none(garden: Organization) -> None:
    state = asked()
    assert state["available_social_auth_providers"] == {
        "github": False,
        "gitlab": False,
        "google-oauth2": False,
    }
    assert state["slack_service"] == {"available": False, "client_id": None}
    assert state["region"] is None


def test_preflight__member__is_told_more(alice: User, with_session: Caller) -> None:
    state = asked(with_session(alice))
    assert set(state) >= MEMBERS_ONLY
    assert state["available_timezones"]["Asia/Kolkata"] == 5.5
    assert state["available_timezones"]["UTC"] == 0
    assert state["can_create_org"] is True


def test_preflight__member_who_owns_too_many__cannot_make_more(
    alice: User, with_session: Caller
) -> None:
    homes = Organization.objects.bulk_create(
        Organization(name="x", slug=f"x-{i}") for i in range(MOST_OWNED)
    )
    Membership.objects.bulk_create(
        Membership(organization=home, user=alice, level=15) for home in homes
    )
    client = with_session(alice)
    assert asked(client)["can_create_org"] is False
    answer = client.post("/api/organizations/", {"name": "One more"})
    assert answer.status_code == 403, answer.content
    assert not Organization.objects.filter(name="One more").exists()


def test_preflight__event_store__answers_or_does_not(db: None, store: Any) -> None:
    use(store)
    assert asked()["clickhouse"] is True
    use(None)
    assert asked()["clickhouse"] is False
    use(store)


def test_preflight__state_database_that_fails__says_so(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise DatabaseError("gone")

    monkeypatch.setattr(Organization.objects, "exists", fail, raising=False)
    state = asked()
    assert state["db"] is False
    assert state["initiated"] is False


def test_preflight__no_pipeline_in_this_process__says_so(db: None) -> None:
    outbox.use(None)
    assert asked()["kafka"] is False


class _Journal:
    def __init__(self, is_accepting: bool) -> None:
        self.is_accepting = is_accepting


@pytest.mark.parametrize("is_accepting", [True, False])
def test_preflight__journal__takes_events_or_is_full(db: None, is_accepting: bool) -> None:
    outbox.use(outbox.Outbox(_Journal(is_accepting), None))
    try:
        assert asked()["kafka"] is is_accepting
    finally:
        outbox.use(None)


def test_preflight__jobs_that_wait_for_long__nobody_works(db: None) -> None:
    assert asked()["celery"] is True
    mail_security_notice.enqueue("a@example.com", "Something.")
    assert asked()["celery"] is True
    DBTaskResult.objects.update(enqueued_at=now() - timedelta(minutes=5))
    assert asked()["celery"] is False
    row = DBTaskResult.objects.get()
    Lease.objects.create(task_id=row.pk, worker="w", expires_at=now() + timedelta(minutes=1))
    assert asked()["celery"] is True
    Lease.objects.update(expires_at=now() - timedelta(minutes=1))
    assert asked()["celery"] is False
    DBTaskResult.objects.update(run_after=now() + timedelta(hours=1))
    assert asked()["celery"] is True


def test_preflight__redis_that_fails__says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise redis.exceptions.ConnectionError("gone")

    assert asked()["redis"] is True
    monkeypatch.setattr(cache, "get", fail)
    assert asked()["redis"] is False


def test_preflight__asked_often__looks_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def look() -> parts.Answers:
        looks.append(1)
        return {"db": True}

    often = parts.Parts(look)
    for _ in range(50):
        assert often.answers() == {"db": True}
    assert len(looks) == 1
