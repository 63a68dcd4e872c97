"""Comments: threads, reactions, tasks, mentions, and whose they are."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.jobs.worker import drain
from tenrec.persons.models import Person
from tenrec.resources.comments.models import Comment
from tenrec.taxonomy.models import EventDefinition

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/comments/"


def say(client: Any, home: str, content: str = "Hm", **more: Any) -> dict[str, Any]:
    answer = client.post(home, {"scope": "Replay", "item_id": "5", "content": content, **more})
    assert answer.status_code == 201, answer.json()
    body: dict[str, Any] = answer.json()
    return body


def test_comment__answered__is_a_thread_under_its_root(
    home: str, alice: User, bob: User, with_key: Caller
) -> None:
    client = with_key(alice)
    root = say(client, home, "Why?", item_context={"cell": 3})
    first = say(
        with_key(bob), home, "So.", source_comment=root["id"], scope="Notebook", item_id="9"
    )
    assert (first["scope"], first["item_id"], first["item_context"]) == (
        "Replay",
        "5",
        {"cell": 3},
    )
    second = say(client, home, "Ah", source_comment=first["id"])
    assert second["source_comment"] == root["id"]
    thread = client.get(f"{home}{root['id']}/thread/").json()
    assert [row["content"] for row in thread["results"]] == ["Ah", "So."]
    assert client.get(f"{home}count/", {"item_id": "5"}).json() == {"count": 3}
    assert client.get(f"{home}count/", {"source_comment": root["id"]}).json() == {"count": 2}


def test_comment__changed_by_its_author_only(
    home: str, alice: User, bob: User, with_key: Caller
) -> None:
    client = with_key(bob)
    made = say(client, home, "Frist")
    one = f"{home}{made['id']}/"
    assert with_key(alice).patch(one, {"content": "Mine"}).status_code == 403
    assert with_key(alice).patch(one, {"deleted": True}).status_code == 403
    changed = client.patch(one, {"content": "First", "scope": "Notebook", "item_id": "7"}).json()
    assert (changed["content"], changed["version"]) == ("First", 1)
    assert (changed["scope"], changed["item_id"]) == ("Replay", "5")
    assert (client.delete(one).status_code, client.delete(one).content) == (405, b"")
    assert client.patch(one, {"deleted": True}).json()["version"] == 1
    assert client.get(one).status_code == 404
    assert client.get(home).json()["results"] == []
    assert client.patch(one, {"deleted": False}).status_code == 200
    assert client.get(one).json()["content"] == "First"
    log = client.get(f"{one}activity/").json()["results"]
    assert [row["activity"] for row in log] == ["restored", "deleted", "updated", "created"]


def test_comment__is_told_in_the_log_of_its_thing(
    home: str, project: Project, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    say(client, home, "Look")
    asked = {"scope": "Replay", "item_id": "5"}
    rows = client.get(f"/api/projects/{project.id}/activity_log/", asked).json()["results"]
    assert [(row["activity"], row["detail"]["name"]) for row in rows] == [("commented", "Look")]


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"content": "x"}, "scope"),
        ({"scope": "Insight"}, "content"),
        ({"scope": "Insight", "content": "  "}, "content"),
        ({"scope": "Insight", "content": "", "rich_content": {}}, "content"),
        ({"scope": "Insight", "content": "x", "rich_content": [1]}, "rich_content"),
        ({"scope": "Insight", "content": "x", "item_context": "x"}, "item_context"),
        ({"scope": "Insight", "content": "x", "item_id": "x" * 73}, "item_id"),
        ({"scope": "x" * 80, "content": "x"}, "scope"),
        ({"scope": "Insight", "content": "x", "source_comment": str(uuid4())}, "source_comment"),
        ({"scope": "Insight", "content": "x", "source_comment": "x"}, "source_comment"),
        ({"scope": "Insight", "content": "x", "mentions": ["x"]}, "mentions__0"),
        ({"scope": "Insight", "content": "x", "mentions": [2**70]}, "mentions"),
        ({"scope": "Insight", "content": "👍", "is_task": True,
          "item_context": {"is_emoji": True}}, "is_task"),
    ],
)  # fmt: skip
def test_comment__bad__400_names_the_field(
    home: str, alice: User, with_key: Caller, said: dict[str, Any], attr: str
) -> None:
    answer = with_key(alice).post(home, said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr), answer.json()
    assert not Comment.objects.exists()


def test_comment__rich_content_alone__is_enough(home: str, alice: User, with_key: Caller) -> None:
    rich = {"type": "doc", "content": [{"type": "paragraph", "b": 1, "a": 2**60}]}
    made = with_key(alice).post(home, {"scope": "Replay", "rich_content": rich}).json()
    assert made["rich_content"] == rich
    assert (made["content"], made["item_id"]) == (None, None)


def test_reaction__is_a_comment_that_can_be_left_out(
    home: str, alice: User, with_key: Caller
) -> None:
    client = with_key(alice)
    root = say(client, home)
    emoji = say(
        client, home, "🦔", source_comment=root["id"], item_context={"is_emoji": True, "x": 1}
    )
    assert emoji["item_context"] == {"is_emoji": True}
    assert len(client.get(home).json()["results"]) == 2
    asked = {"exclude_emoji_reactions": "true"}
    assert [row["id"] for row in client.get(home, asked).json()["results"]] == [root["id"]]


def test_task__completed_and_reopened(home: str, alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    task, words = say(client, home, "Mend it", is_task=True), say(client, home)
    one = f"{home}{task['id']}/"
    done = with_key(bob).post(f"{one}complete/")
    assert done.json()["completed_by"]["email"] == bob.email
    assert client.post(f"{one}complete/").status_code == 400
    for asked, found in (
        ({"kind": "task", "completed": "completed"}, [task["id"]]),
        ({"kind": "task", "completed": "open"}, []),
        ({"kind": "comment"}, [words["id"]]),
    ):
        assert [row["id"] for row in client.get(home, asked).json()["results"]] == found
    assert client.post(f"{one}reopen/").json()["completed_at"] is None
    assert client.post(f"{one}reopen/").status_code == 400
    assert client.post(f"{home}{words['id']}/complete/").status_code == 400
    assert client.patch(one, {"is_task": False}).json()["attr"] == "is_task"


def test_mention__members_are_told_once(
    home: str, alice: User, bob: User, charlie: User, with_key: Caller
) -> None:
    client = with_key(alice)
    mention = {"type": "ph-mention", "attrs": {"id": bob.id}}
    strange = {"type": "ph-mention", "attrs": {"id": charlie.id}}
    rich = {"type": "doc", "content": [{"content": [mention, strange, {"attrs": 5}]}]}
    made = say(client, home, "Look, Bob", rich_content=rich)
    client.patch(f"{home}{made['id']}/", {"content": "Look, dear Bob", "mentions": [bob.id]})
    drain()
    assert [message.to for message in mail.outbox] == [[bob.email]]
    assert "dear Bob" in str(mail.outbox[0].body)
    refused = client.post(home, {"scope": "Insight", "content": "x", "mentions": [charlie.id]})
    assert (refused.status_code, refused.json()["code"]) == (400, "does_not_exist")
    drain()
    assert len(mail.outbox) == 1


def test_mention__who_wants_no_such_mail__gets_none(
    home: str, alice: User, bob: User, with_key: Caller
) -> None:
    User.objects.filter(pk=bob.pk).update(notification_settings={"discussions_mentioned": False})
    say(with_key(alice), home, "Look, Bob", mentions=[bob.id])
    drain()
    assert mail.outbox == []


def test_comment__of_another_project__is_not_found(
    home: str, alice: User, charlie: User, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    made = say(client, home)["id"]
    other = f"/api/projects/{second_project.id}/comments/"
    for path in ("", "thread/", "activity/"):
        assert client.get(f"{other}{made}/{path}").status_code == 404
    assert client.patch(f"{other}{made}/", {"content": "x"}).status_code == 404
    assert client.post(f"{other}{made}/complete/").status_code == 404
    answer = client.post(other, {"scope": "Insight", "content": "x", "source_comment": made})
    assert (answer.status_code, answer.json()["attr"]) == (400, "source_comment")
    assert with_key(charlie).get(home).status_code == 403
    assert with_key(alice, "comment:read").post(home, {}).status_code == 403
    assert client.get(f"{home}x/").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [{"source_comment": "x"}, {"user": "x"}, {"kind": "x"}, {"completed": "x"}, {"ordering": "x"},
     {"exclude_emoji_reactions": "x"}],
)  # fmt: skip
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


def test_list__pages__give_each_once_while_some_are_added(
    home: str, alice: User, bob: User, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    client = with_key(alice)
    for number in range(5):
        say(client, home, str(number))
    say(with_key(bob), home, "by Bob")
    with django_assert_max_num_queries(6):
        page = client.get(home, {"limit": "2", "user": str(alice.id)}).json()
    seen = [row["content"] for row in page["results"]]
    while page["next"]:
        say(client, home, "late")
        page = client.get(page["next"]).json()
        seen += [row["content"] for row in page["results"]]
    assert seen == ["4", "3", "2", "1", "0"]
    for bad in ("x", "cD14"):
        assert client.get(home, {"cursor": bad}).status_code == 404


def test_comment__on_a_thing_of_the_project__and_no_other(
    home: str, alice: User, project: Project, second_project: Project, with_key: Caller
) -> None:
    client, insights = with_key(alice), apps.get_model("insights", "Insight").objects
    mine, theirs, gone = (
        insights.create(project=place, deleted=deleted)
        for place, deleted in ((project, False), (second_project, False), (project, True))
    )
    book = apps.get_model("notebooks", "Notebook").objects.create(project=project)
    person = Person.objects.create(team_id=project.id, uuid=uuid4(), created_at=now())
    definition = EventDefinition.objects.create(team_id=project.id, name="seen")
    for scope, item_id in (
        ("Insight", mine.pk), ("Insight", mine.short_id), ("Notebook", book.short_id),
        ("Notebook", book.pk), ("Person", person.uuid), ("Person", person.pk),
        ("EventDefinition", definition.pk), ("Replay", "anything"), ("Something", "else"),
    ):  # fmt: skip
        say(client, home, scope=scope, item_id=str(item_id))
    for scope, item_id in (
        ("Insight", theirs.pk), ("Insight", theirs.short_id), ("Insight", gone.pk),
        ("Insight", "9" * 30), ("Notebook", "nothing"), ("Person", uuid4()), ("Cohort", "7"),
        ("FeatureFlag", "7"), ("Action", "x"), ("Annotation", "1"), ("Dashboard", "1"),
        ("PropertyDefinition", "x"),
    ):  # fmt: skip
        answer = client.post(home, {"scope": scope, "item_id": str(item_id), "content": "x"})
        assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")
        assert answer.json()["attr"] == "item_id"
