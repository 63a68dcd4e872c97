"""Notebooks: versions, what is in them, and whose they are."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.notebooks.models import Notebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(project: Project) -> str:
    return f"/api/projects/{project.id}/notebooks/"


def doc(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "doc", "content": list(nodes)}


RECORDING = {"type": "ph-recording", "attrs": {"id": "rec-1"}}
STAMP = {"type": "p", "content": [{"type": "ph-replay-timestamp",
                                   "attrs": {"sessionRecordingId": "rec-2"}}]}  # fmt: skip
QUERY = {"type": "ph-query", "attrs": {"query": {"kind": "SavedInsightNode", "shortId": "aB3"}}}
FLAG = {"type": "ph-feature-flag", "attrs": {"id": 12}}


def test_notebook__made__has_every_field(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    content = doc({"b": 1, "a": None, "n": 2**60})
    made = client.post(home, {"title": "Plan", "content": content, "text_content": " x ",
                              "version": 7})  # fmt: skip
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["title"], body["content"], body["text_content"]) == ("Plan", content, " x ")
    assert (body["version"], body["deleted"], len(body["short_id"])) == (0, False, 8)
    assert body["created_by"]["email"] == body["last_modified_by"]["email"] == alice.email
    assert client.get(f"{home}{body['short_id']}/").json() == body
    row = client.get(home).json()["results"][0]
    assert "content" not in row
    assert "version" not in row
    assert row["short_id"] == body["short_id"]


def test_notebook__content_of_an_old_version__409_and_nothing_changes(
    home: str, alice: User, bob: User, with_key: Caller
) -> None:
    client = with_key(alice)
    one = f"{home}{client.post(home, {'title': 'Plan', 'content': doc()}).json()['short_id']}/"
    first = with_key(bob).patch(one, {"content": doc(FLAG), "version": 0})
    assert (first.status_code, first.json()["version"]) == (200, 1)
    for version in (0, 2, None):
        said = {"content": doc(QUERY), "title": "Lost"} | (
            {"version": version} if version is not None else {}
        )
        late = client.patch(one, said)
        assert (late.status_code, late.json()["type"], late.json()["code"]) == (
            409, "server_error", "conflict",
        )  # fmt: skip
    now = client.get(one).json()
    assert (now["title"], now["content"], now["version"]) == ("Plan", doc(FLAG), 1)
    assert now["last_modified_by"]["email"] == bob.email
    titled = client.patch(one, {"title": "Better"}).json()
    assert (titled["title"], titled["version"]) == ("Better", 1)
    assert client.put(one, {"title": "Put", "content": doc(), "version": 1}).json()["version"] == 2
    log = client.get(f"{one}activity/").json()["results"]
    assert [[c["field"] for c in row["detail"]["changes"]] for row in log] == [
        ["title", "version"], ["title"], ["version"], [],
    ]  # fmt: skip
    assert log[0]["detail"]["short_id"] == now["short_id"]


def test_notebook__known_version__304(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    one = f"{home}{client.post(home, {'title': 'Plan'}).json()['short_id']}/"
    for known in ("0", '"0"', 'W/"0"'):
        answer = client.get(one, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(one, headers={"If-None-Match": "1"}).status_code == 200


def test_notebook__deleted__comes_back(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    one = f"{home}{client.post(home, {'title': 'Plan'}).json()['short_id']}/"
    assert (client.delete(one).status_code, client.delete(one).content) == (405, b"")
    assert client.patch(one, {"deleted": True}).status_code == 200
    assert client.get(one).status_code == 404
    assert client.get(home).json()["count"] == 0
    assert client.patch(one, {"deleted": False}).status_code == 200
    assert client.get(one).json()["title"] == "Plan"


@pytest.mark.parametrize(
    ("contains", "found"),
    [
        ("recording:true", ["recording"]),
        ("recordings", ["recording"]),
        ("recording:false", ["both", "empty", "flag"]),
        ("recording:rec-1", ["recording"]),
        ("recording:rec-", []),
        ("replay-timestamp:rec-2", ["both"]),
        ("query:aB3", ["both"]),
        ("query:ab3", []),
        ("feature-flags:12", ["flag"]),
        ("feature-flag:1", []),
        ("query:true,replay-timestamp:true", ["both"]),
        ("query:true recording:true", []),
        ("query:%", []),
    ],
)
def test_list__contains(
    home: str, alice: User, with_key: Caller, contains: str, found: list[str]
) -> None:
    client = with_key(alice)
    for title, content in (
        ("recording", doc(RECORDING)), ("both", doc(STAMP, QUERY)), ("flag", doc(FLAG)),
        ("empty", None),
    ):  # fmt: skip
        client.post(home, {"title": title, "content": content})
    rows = client.get(home, {"contains": contains}).json()["results"]
    assert sorted(row["title"] for row in rows) == found


def test_list__contains__follows_the_content(home: str, alice: User, with_key: Caller) -> None:
    client = with_key(alice)
    one = f"{home}{client.post(home, {'content': doc(RECORDING)}).json()['short_id']}/"
    client.patch(one, {"content": doc(QUERY), "version": 0})
    assert client.get(home, {"contains": "recording:true"}).json()["count"] == 0
    assert client.get(home, {"contains": "query:aB3"}).json()["count"] == 1


def test_list__filters(home: str, alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    made = client.post(home, {"title": "Apples", "text_content": "about pears"}).json()
    with_key(bob).post(home, {"title": "Bananas"})
    with_key(bob).patch(f"{home}{made['short_id']}/", {"title": "Apples!"})
    for asked, found in (
        ({}, ["Apples!", "Bananas"]),
        ({"order": "-title"}, ["Bananas", "Apples!"]),
        ({"user": "true"}, ["Apples!"]),
        ({"created_by": str(bob.uuid)}, ["Bananas"]),
        ({"last_modified_by": str(bob.uuid)}, ["Apples!", "Bananas"]),
        ({"last_modified_by": str(alice.uuid)}, []),
        ({"search": "PEARS"}, ["Apples!"]),
        ({"search": "banana"}, ["Bananas"]),
        ({"date_from": "-1h"}, ["Apples!", "Bananas"]),
        ({"date_to": "-1h"}, []),
    ):
        rows = client.get(home, asked).json()["results"]
        assert [row["title"] for row in rows] == found, asked


@pytest.mark.parametrize(
    "asked",
    [{"created_by": "me"}, {"date_from": "soon"}, {"order": "project"}, {"contains": ":x"},
     {"contains": "a," * 51}],
)  # fmt: skip
def test_list__bad_filter__400_names_it(
    home: str, alice: User, with_key: Caller, asked: dict[str, str]
) -> None:
    answer = with_key(alice).get(home, asked)
    assert (answer.status_code, answer.json()["attr"]) == (400, next(iter(asked)))


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"title": "x" * 257}, "title"),
        ({"title": {"a": 1}}, "title"),
        ({"version": "x"}, "version"),
        ({"version": 2**40}, "version"),
        ({"text_content": [1]}, "text_content"),
        ({"deleted": "x"}, "deleted"),
    ],
)
def test_notebook__bad__400_names_the_field(
    home: str, alice: User, with_key: Caller, said: dict[str, Any], attr: str
) -> None:
    answer = with_key(alice).post(home, said)
    assert (answer.status_code, answer.json()["attr"]) == (400, attr)
    assert not Notebook.objects.exists()


def test_notebook__of_another_project__is_not_found(
    home: str, alice: User, charlie: User, second_project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    made = client.post(home, {"title": "Plan"}).json()
    other = f"/api/projects/{second_project.id}/notebooks/{made['short_id']}/"
    assert client.get(other).status_code == 404
    assert client.get(f"{other}activity/").status_code == 404
    assert client.patch(other, {"title": "x"}).status_code == 404
    assert client.get(f"{home}{made['id']}/").status_code == 404
    assert with_key(charlie).get(f"{home}{made['short_id']}/").status_code == 403
    assert with_key(alice, "notebook:read").post(home, {"title": "x"}).status_code == 403


def test_list__many__asks_as_often_as_for_one_and_reads_no_content(
    home: str, alice: User, project: Project, with_key: Caller,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(20):
        Notebook.objects.create(
            project=project, title=str(number), created_by=alice, last_modified_by=alice
        )
    client = with_key(alice)
    client.get(home)
    with django_assert_max_num_queries(7) as asked:
        assert len(client.get(home).json()["results"]) == 20
    assert not any('"text_content"' in query["sql"] for query in asked.captured_queries)
