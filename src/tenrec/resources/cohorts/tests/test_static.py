"""Static cohorts over HTTP: filled from files, lists, queries and other cohorts."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from rest_framework.test import APIClient

from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import Caller
from tenrec.jobs.worker import drain
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import Person
from tenrec.resources.cohorts import views

from .conftest import PRO, criteria, made, names

pytestmark = pytest.mark.django_db


def test_static__by_csv_ids_and_actions__has_whom_somebody_listed(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    file = SimpleUploadedFile("people.csv", b"ada\nbob@shop.test\nnobody\n")
    answer = client.post(
        f"{home}/", {"name": "Listed", "is_static": "true", "csv": file}, format="multipart"
    )
    assert answer.status_code == 201, answer.content
    cohort = answer.json()
    assert (cohort["is_static"], cohort["cohort_type"]) == (True, "static")
    drain()
    assert names(client, home, cohort) == ["ada", "bob"]
    one = f"{home}/{cohort['id']}"
    ids = {"person_ids": [str(people["cyd"].uuid), str(uuid4())]}
    assert client.patch(f"{one}/add_persons_to_static_cohort/", ids, format="json").json() == {
        "success": True
    }
    who = {"person_id": str(people["ada"].uuid)}
    path = f"{one}/remove_person_from_static_cohort/"
    assert client.patch(path, who, format="json").status_code == 200
    assert client.patch(path, who, format="json").status_code == 404
    drain()
    assert names(client, home, cohort) == ["bob", "cyd"]
    more = SimpleUploadedFile("people.csv", b"email\nada@shop.test\n")
    assert client.patch(f"{one}/", {"csv": more}, format="multipart").status_code == 200
    drain()
    assert names(client, home, cohort) == ["ada", "bob", "cyd"]
    log = client.get(f"{one}/activity/").json()["results"]
    assert {row["activity"] for row in log} == {
        "created",
        "persons_added_manually",
        "person_removed_manually",
    }


def test_static__by_uuids_or_a_query__has_these(
    client: APIClient, home: str, people: dict[str, Person]
) -> None:
    ids = [str(people["ada"].uuid), "nobody"]
    assert made(client, home, is_static=True, _create_static_person_ids=ids)["count"] == 1
    text = "select id as person_id from persons where properties.plan = 'pro'"
    query = {"kind": "HogQLQuery", "query": text}
    cohort = made(client, home, is_static=True, query=query, cohort_type="analytical")
    assert (cohort["count"], cohort["query"]) == (2, query)
    sent_back = client.put(
        f"{home}/{cohort['id']}/", {"is_static": True, "name": "x"}, format="json"
    )
    assert sent_back.status_code == 200, sent_back.content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("add_persons_to_static_cohort", {}),
        ("add_persons_to_static_cohort", {"person_ids": []}),
        ("add_persons_to_static_cohort", {"person_ids": "x"}),
        ("add_persons_to_static_cohort", {"person_ids": ["x"]}),
        ("add_persons_to_static_cohort", {"person_ids": [str(uuid4())]}),
        ("add_persons_to_static_cohort", {"person_ids": [str(uuid4())] * 10_001}),
        ("remove_person_from_static_cohort", {}),
        ("remove_person_from_static_cohort", {"person_id": "x"}),
    ],
)
def test_static__bad_lists__are_refused(
    client: APIClient, home: str, path: str, body: dict[str, Any]
) -> None:
    static = Cohort.objects.create(project_id=int(home.split("/")[3]), is_static=True)
    answer = client.patch(f"{home}/{static.pk}/{path}/", body, format="json")
    assert answer.status_code == 400, answer.content
    dynamic = Cohort.objects.create(project_id=static.project_id)
    person = {"person_ids": [str(uuid4())], "person_id": str(uuid4())}
    assert client.patch(f"{home}/{dynamic.pk}/{path}/", person, format="json").status_code == 400
    switched = client.patch(f"{home}/{dynamic.pk}/", {"is_static": True}, format="json")
    assert switched.json()["attr"] == "is_static"


def test_duplicate__as_static__keeps_who_was_there(
    client: APIClient, home: str, people: dict[str, Person], alice: User, with_session: Caller
) -> None:
    cohort = made(client, home, name="Pro", filters=criteria(PRO))
    answer = client.get(f"{home}/{cohort['id']}/duplicate_as_static_cohort/")
    assert answer.status_code == 200, answer.content
    copied = answer.json()
    assert (copied["name"], copied["is_static"]) == ("Pro (static copy)", True)
    drain()
    assert names(client, home, copied) == ["ada", "cyd"]
    again = client.post(f"{home}/{copied['id']}/duplicate_as_static_cohort/")
    assert again.status_code == 400
    fresh = Cohort.objects.create(project_id=int(home.split("/")[3]))
    early = client.get(f"{home}/{fresh.pk}/duplicate_as_static_cohort/")
    assert (early.status_code, Cohort.objects.count()) == (400, 3)
    browser = with_session(alice)
    path = f"{home}/{cohort['id']}/duplicate_as_static_cohort/"
    assert browser.post(path).status_code == 200
    assert browser.get(path).status_code == 405  # what a link on somebody's page would do
    browser.credentials()
    assert browser.post(path).status_code == 403


def test_duplicate__with_a_key_that_only_reads__is_refused(
    client: APIClient, home: str, people: dict[str, Person], alice: User, with_key: Caller
) -> None:
    cohort = made(client, home, filters=criteria(PRO))
    reader = with_key(alice, "cohort:read")
    assert reader.get(f"{home}/{cohort['id']}/duplicate_as_static_cohort/").status_code == 403
    assert reader.get(f"{home}/{cohort['id']}/").status_code == 200
    assert reader.get(f"{home}/{cohort['id']}/persons/").status_code == 403
    both = with_key(alice, "cohort:read", "person:read")
    assert both.get(f"{home}/{cohort['id']}/persons/").status_code == 200


def test_static__changed__told_at_once(
    client: APIClient,
    home: str,
    people: dict[str, Person],
    django_capture_on_commit_callbacks: Any,
) -> None:
    """By the list, by its count, by searches and in SQL, before anything is calculated."""
    ids = [str(people["ada"].uuid)]
    cohort = made(client, home, is_static=True, _create_static_person_ids=ids)
    one = f"{home}/{cohort['id']}"
    more = {"person_ids": [str(people["bob"].uuid), str(people["cyd"].uuid)]}
    with django_capture_on_commit_callbacks(execute=True):
        client.patch(f"{one}/add_persons_to_static_cohort/", more, format="json")
    assert names(client, home, cohort) == ["ada", "bob", "cyd"]
    assert names(client, home, cohort, "?search=shop.test") == ["ada", "bob"]
    assert client.get(f"{one}/").json()["count"] == 3
    who = {"person_id": ids[0]}
    with django_capture_on_commit_callbacks(execute=True):
        client.patch(f"{one}/remove_person_from_static_cohort/", who, format="json")
    assert names(client, home, cohort) == ["bob", "cyd"]
    listed = client.get(f"{home.replace('cohorts', 'persons')}/?cohort={cohort['id']}").json()
    assert sorted(row["distinct_ids"][0] for row in listed["results"]) == ["bob", "cyd"]
    drain()
    assert names(client, home, cohort, "?search=shop.test") == ["bob"]


def test_static__a_large_file__is_read_before_the_database_is_held(
    client: APIClient, home: str, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    depths = []
    read = views.read_csv

    def watched(content: bytes) -> Any:
        depths.append(len(connection.savepoint_ids))
        return read(content)

    monkeypatch.setattr(views, "read_csv", watched)
    outside = len(connection.savepoint_ids)
    for content, status in ((b"ada\n", 201), (b"\xff", 400), (b"a,b\n", 400)):
        file = SimpleUploadedFile("people.csv", content)
        body = {"name": "Listed", "is_static": "true", "csv": file}
        answer = client.post(f"{home}/", body, format="multipart")
        assert answer.status_code == status, answer.content
        assert status == 201 or answer.json()["attr"] == "csv"
    assert depths == [outside] * 3
