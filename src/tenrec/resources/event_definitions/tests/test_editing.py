"""What people say about event names: kept, logged, and never lost to the worker."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.core.event import Event
from tenrec.store.base import Batch, EventStore
from tenrec.taxonomy.definitions import Definitions
from tenrec.taxonomy.models import EventDefinition

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/event_definitions/"


@pytest.fixture
def paid(project: Project) -> EventDefinition:
    at = now() - timedelta(days=1)
    return EventDefinition.objects.create(
        team_id=project.id, name="order_paid", created_at=at, last_seen_at=at
    )


def see(team_id: int, name: str, at: datetime) -> None:
    """The worker meets an event of this name."""
    event = Event(team_id, str(uuid4()), name, "somebody", at, at, {})
    definitions = Definitions()
    definitions.begin(at)
    definitions.add(event)
    definitions.save()


def test_edit__every_field__is_kept(
    home: str, alice: User, bob: User, paid: EventDefinition, with_key: Caller
) -> None:
    client = with_key(alice)
    said = {
        "description": "Paid", "tags": ["Money"], "verified": True, "owner": bob.id,
        "default_columns": ["amount"], "primary_property": "amount", "post_to_slack": True,
        "name": "other",
    }  # fmt: skip
    answer = client.patch(f"{home}{paid.id}/", said)
    assert answer.status_code == 200, answer.json()
    body = client.get(f"{home}{paid.id}/").json()
    assert body == answer.json()
    assert (body["name"], body["description"], body["tags"]) == ("order_paid", "Paid", ["money"])
    assert (body["owner"]["email"], body["verified_by"]["email"]) == (bob.email, alice.email)
    assert (body["default_columns"], body["primary_property"]) == (["amount"], "amount")
    assert body["verified_at"] is not None
    assert client.patch(f"{home}{paid.id}/", {"owner": None}).json()["owner"] is None
    log = client.get(f"{home}{paid.id}/activity/").json()["results"]
    assert [row["activity"] for row in log] == ["updated", "updated"]
    assert log[1]["scope"] == "EventDefinition"
    assert {change["field"] for change in log[1]["detail"]["changes"]} == {
        "description", "tags", "verified", "owner", "default_columns", "primary_property",
        "post_to_slack",
    }  # fmt: skip


def test_edit__then_seen_again__only_last_seen_moves(
    home: str, project: Project, alice: User, paid: EventDefinition, with_key: Caller
) -> None:
    client = with_key(alice)
    client.patch(f"{home}{paid.id}/", {"description": "Paid", "tags": ["x"], "hidden": True})
    later = now()
    see(project.id, "order_paid", later)
    body = client.get(f"{home}{paid.id}/").json()
    assert (body["description"], body["tags"], body["hidden"]) == ("Paid", ["x"], True)
    paid.refresh_from_db()
    assert paid.last_seen_at == later.replace(minute=0, second=0, microsecond=0)


def test_delete__then_seen_again__comes_back(
    home: str, project: Project, alice: User, paid: EventDefinition, with_key: Caller
) -> None:
    client = with_key(alice)
    assert client.delete(f"{home}{paid.id}/").status_code == 204
    assert client.get(f"{home}{paid.id}/").status_code == 404
    log = client.get(f"{home}activity/").json()["results"]
    assert (log[0]["activity"], log[0]["detail"]["name"]) == ("deleted", "order_paid")
    see(project.id, "order_paid", now())
    assert [row["name"] for row in client.get(home).json()["results"]] == ["order_paid"]


def test_hidden_and_verified__exclude_one_another(
    home: str, alice: User, paid: EventDefinition, with_key: Caller
) -> None:
    client, one = with_key(alice), f"{home}{paid.id}/"
    both = client.patch(one, {"hidden": True, "verified": True})
    assert (both.status_code, both.json()["attr"]) == (400, None)
    assert client.patch(one, {"verified": True}).json()["verified_by"]["id"] == alice.id
    first = client.get(one).json()["verified_at"]
    assert client.patch(one, {"verified": True}).json()["verified_at"] == first
    hidden = client.patch(one, {"hidden": True}).json()
    assert (hidden["hidden"], hidden["verified"], hidden["verified_by"]) == (True, False, None)
    seen = client.patch(one, {"verified": True}).json()
    assert (seen["hidden"], seen["verified"]) == (False, True)


def test_create__new_name__was_never_seen(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    body = client.post(home, {"name": "later", "description": "To come"}).json()
    assert (body["created_at"], body["last_seen_at"]) == (None, None)
    assert body["created_by"]["email"] == alice.email
    again = client.post(home, {"name": "later"})
    assert (again.status_code, again.json()["attr"], again.json()["code"]) == (
        400, "name", "unique",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00"}, "name"),
        ({}, "name"),
        ({"name": "a", "tags": "x"}, "tags"),
        ({"name": "a", "verified": "maybe"}, "verified"),
        ({"name": "a", "owner": 999_999_999}, "owner"),
        ({"name": "a", "owner": "x"}, "owner"),
        ({"name": "a", "default_columns": {"a": 1}}, "default_columns"),
        ({"name": "a", "default_columns": [["x"]]}, "default_columns__0"),
        ({"name": "a", "primary_property": ""}, "primary_property"),
    ],
)
def test_create__bad__400_names_the_field(
    home: str, alice: User, with_key: Caller, said: dict[str, Any], attr: str
) -> None:
    answer = with_key(alice).post(home, said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.json()
    assert not EventDefinition.objects.exists()


def test_owner__of_another_organization__does_not_exist(
    home: str, alice: User, charlie: User, paid: EventDefinition, with_key: Caller
) -> None:
    answer = with_key(alice).patch(f"{home}{paid.id}/", {"owner": charlie.id})
    assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")


def test_definition__of_another_project__is_not_found(
    home: str, alice: User, charlie: User, second_project: Project, with_key: Caller
) -> None:
    other = EventDefinition.objects.create(team_id=second_project.id, name="elsewhere")
    client = with_key(alice)
    one = f"{home}{other.id}/"
    for path in (one, f"{one}metrics/", f"{one}activity/"):
        assert client.get(path).status_code == 404
    assert client.patch(one, {"hidden": True}).status_code == 404
    assert client.delete(one).status_code == 404
    assert client.get(f"{home}by_name/", {"name": "elsewhere"}).status_code == 404
    done = client.post(f"{home}bulk_update_verified/", {"ids": [str(other.id)], "verified": True})
    assert done.json() == {"updated": [], "skipped": [{"id": str(other.id), "reason": "Not found"}]}
    assert with_key(charlie).get(home).status_code == 403
    assert not EventDefinition.objects.get(id=other.id).verified


def test_by_name_and_primary_properties(
    home: str, alice: User, paid: EventDefinition, with_key: Caller
) -> None:
    client = with_key(alice)
    assert client.get(f"{home}by_name/", {"name": "order_paid"}).json()["id"] == str(paid.id)
    assert client.get(f"{home}by_name/", {"name": "order"}).status_code == 404
    assert client.get(f"{home}by_name/").json()["attr"] == "name"
    client.patch(f"{home}{paid.id}/", {"primary_property": "amount"})
    for asked in ({}, {"names": ["order_paid", "x"]}):
        assert client.get(f"{home}primary_properties/", asked).json() == {
            "primary_properties": {"order_paid": "amount"}
        }
    assert client.get(f"{home}primary_properties/", {"names": "x"}).json() == {
        "primary_properties": {}
    }


def test_metrics__counts_the_last_30_days(
    home: str, project: Project, alice: User, paid: EventDefinition, with_key: Caller,
    store: EventStore,
) -> None:  # fmt: skip
    moments = [now(), now() - timedelta(days=29), now() - timedelta(days=31)]
    lines = "".join(
        f"{project.id}\t00000000-0000-4000-8000-00000000000{n}\torder_paid\t{at:%Y-%m-%d %H:%M:%S}"
        "\n"
        for n, at in enumerate(moments)
    )
    columns = ["team_id", "uuid", "event", "timestamp"]
    store.insert(Batch("events", columns, lines.encode(), f"metrics-{project.id}"))
    assert with_key(alice).get(f"{home}{paid.id}/metrics/").json() == {
        "volume_30_day": 2, "query_usage_30_day": None,
    }  # fmt: skip


def test_bulk__tags_and_verified(
    home: str, project: Project, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    made = [
        EventDefinition.objects.create(team_id=project.id, name=name, tags=tags, hidden=True)
        for name, tags in (("a", ["x"]), ("b", []))
    ]
    ids = [str(one.id) for one in made]
    path = f"{home}bulk_update_tags/"
    added = client.post(path, {"ids": [*ids, ids[0]], "action": "add", "tags": ["X", "y"]}).json()
    assert added == {
        "updated": [{"id": ids[0], "tags": ["x", "y"]}, {"id": ids[1], "tags": ["x", "y"]}],
        "skipped": [],
    }
    removed = client.post(path, {"ids": ids[:1], "action": "remove", "tags": ["x"]}).json()
    assert removed["updated"] == [{"id": ids[0], "tags": ["y"]}]
    assert client.post(path, {"ids": ids, "action": "set", "tags": ["y"]}).json()["updated"] == [
        {"id": ids[1], "tags": ["y"]}
    ]
    done = client.post(f"{home}bulk_update_verified/", {"ids": ids, "verified": True}).json()
    assert [one["verified"] for one in done["updated"]] == [True, True]
    after = client.get(f"{home}{ids[0]}/").json()
    assert (after["hidden"], after["verified_by"]["id"], after["tags"]) == (False, alice.id, ["y"])
    log = client.get(f"{home}{ids[1]}/activity/").json()["results"]
    assert [change["field"] for change in log[0]["detail"]["changes"]] == ["hidden", "verified"]


@pytest.mark.parametrize(
    ("path", "said", "attr"),
    [
        ("bulk_update_tags", {"ids": [], "action": "add", "tags": ["x"]}, "ids"),
        ("bulk_update_tags", {"ids": ["x"], "action": "add", "tags": ["x"]}, "ids__0"),
        ("bulk_update_tags", {"ids": [str(uuid4())], "action": "x", "tags": ["x"]}, "action"),
        ("bulk_update_tags", {"ids": [str(uuid4())], "action": "add"}, "tags"),
        ("bulk_update_verified", {"ids": [str(uuid4())]}, "verified"),
        ("bulk_update_verified", {"ids": [str(uuid4())] * 501, "verified": True}, "ids"),
    ],
)
def test_bulk__bad__400_names_the_field(
    home: str, alice: User, with_key: Caller, path: str, said: dict[str, Any], attr: str
) -> None:
    answer = with_key(alice).post(f"{home}{path}/", said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)


def test_bulk__read_key__is_refused(home: str, alice: User, with_key: Caller) -> None:
    said = {"ids": [str(uuid4())], "verified": True}
    client = with_key(alice, "event_definition:read")
    assert client.post(f"{home}bulk_update_verified/", said).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"verified": "true"}, ["$pageview", "good"]),
        ({"verified": "false"}, ["hidden", "old"]),
        ({"tags": '["x"]'}, ["good"]),
        ({"tags": "x,y"}, ["good", "old"]),
        ({"exclude_hidden": "true"}, ["$pageview", "good", "old"]),
        ({"exclude_stale": "true"}, ["$pageview", "good", "hidden"]),
        ({"names": "good,old"}, ["good", "old"]),
        ({"names": ["good", "old"]}, ["good", "old"]),
        ({"excluded_properties": '["good","hidden"]'}, ["$pageview", "old"]),
        ({"ordering": "-last_seen_at::date,-name"}, ["hidden", "good", "$pageview", "old"]),
        ({"ordering": ["-name"]}, ["old", "hidden", "good", "$pageview"]),
    ],
)
def test_list__filters(
    home: str, project: Project, alice: User, with_key: Caller, asked: Any, found: list[str]
) -> None:
    moment = now().replace(hour=0, minute=0)
    for name, fields in {
        "good": {"verified": True, "tags": ["x"]}, "hidden": {"hidden": True},
        "old": {"last_seen_at": moment - timedelta(days=40), "tags": ["y"]}, "$pageview": {},
    }.items():  # fmt: skip
        given: dict[str, Any] = {"last_seen_at": moment, **fields}
        EventDefinition.objects.create(team_id=project.id, name=name, **given)
    body = with_key(alice).get(home, asked).json()
    assert [row["name"] for row in body["results"]] == found


@pytest.mark.parametrize(
    "asked",
    [
        {"event_type": "moon"},
        {"verified": "maybe"},
        {"tags": "[1]"},
        {"exclude_stale": "x"},
        {"excluded_properties": "[{}]"},
        {"ordering": "name::date"},
    ],
)
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_list__many__asks_as_often_as_for_one(
    home: str, alice: User, project: Project, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(20):
        EventDefinition.objects.create(
            team_id=project.id, name=str(number), owner=alice, updated_by=alice, verified_by=alice,
            verified=True, last_seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    client = with_key(alice)
    client.get(home)
    with django_assert_max_num_queries(6):
        assert len(client.get(home).json()["results"]) == 20
