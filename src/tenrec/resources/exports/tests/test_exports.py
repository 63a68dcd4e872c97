"""Files of lists and queries: asked for, made in the background, read back."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.core.errors import StoreDown
from tenrec.jobs.worker import drain
from tenrec.persons.models import Person, PersonDistinctId
from tenrec.resources.exports import jobs, source
from tenrec.resources.exports.models import XLSX, Chunk, Export
from tenrec.store.base import Batch, EventStore

NewPersons = Callable[..., list[Person]]


@pytest.fixture
def new_persons(project: Project) -> NewPersons:
    def make(count: int, **properties: Any) -> list[Person]:
        people = []
        for number in range(count):
            person = Person.objects.create(
                team_id=project.id,
                uuid=uuid4(),
                properties=json.dumps(properties),
                created_at=now(),
            )
            PersonDistinctId.objects.create(
                team_id=project.id, person=person, distinct_id=f"user-{number}-{person.pk}"
            )
            people.append(person)
        return people

    return make


def base(project: Project) -> str:
    return f"/api/projects/{project.id}/exports/"


def create(client: APIClient, project: Project, context: Any, kind: str = "text/csv") -> Any:
    body = {"export_format": kind, "export_context": context}
    return client.post(base(project), body, format="json")


def made(client: APIClient, project: Project, context: Any, kind: str = "text/csv") -> bytes:
    """The bytes of a file, from the wish to the download."""
    created = create(client, project, context, kind)
    assert created.status_code == 201, created.content
    assert drain() == 1
    found = client.get(f"{base(project)}{created.json()['id']}/").json()
    assert (found["has_content"], found["exception"]) == (True, None)
    answer = client.get(f"{base(project)}{created.json()['id']}/content/")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    assert answer["content-length"] == str(len(content))
    return content


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def persons_path(project: Project, query: str = "") -> dict[str, str]:
    return {"path": f"/api/projects/{project.id}/persons/{query}"}


def test_export__of_a_list__has_every_page(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(source, "_PAGE", 3)
    people = new_persons(10, email="mole@example.com", list=[1, "two"])
    rows = table(made(with_key(alice), project, persons_path(project)))
    assert [row["id"] for row in rows] == [str(person.pk) for person in reversed(people)]
    assert {row["properties.email"] for row in rows} == {"mole@example.com"}
    assert {row["properties.list"] for row in rows} == {'[1, "two"]'}


def test_export__of_a_list_with_a_filter__has_what_it_lets_through(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    _, wanted, _ = new_persons(3)
    distinct_id = f"user-1-{wanted.pk}"
    context = persons_path(project, f"?distinct_id={distinct_id}&limit=1&format=csv")
    rows = table(made(with_key(alice), project, context))
    assert [row["uuid"] for row in rows] == [str(wanted.uuid)]


def test_export__columns_named__are_those_in_that_order(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    new_persons(1, email="a@example.com")
    context = {**persons_path(project), "columns": ["properties.email", "nothing", "name"]}
    client = with_key(alice)
    text = made(client, project, context)
    assert text == b"properties.email,nothing,name\r\na@example.com,,a@example.com\r\n"
    rows = json.loads(made(client, project, context, "application/json"))
    assert rows == [{"properties.email": "a@example.com", "nothing": None, "name": "a@example.com"}]


def test_export__as_json__is_what_the_api_answers(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    new_persons(2, big=2**70, none=None, text="ü\n")
    client = with_key(alice)
    rows = json.loads(made(client, project, persons_path(project), "application/json"))
    answer = client.get(f"/api/projects/{project.id}/persons/").content
    assert rows == json.loads(answer)["results"]
    assert rows[0]["properties"] == {"big": 2**70, "none": None, "text": "ü\n"}


def test_export__of_nothing__is_an_empty_file(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    assert made(client, project, persons_path(project), "application/json") == b"[]\n"
    assert made(client, project, persons_path(project)) == b"\r\n"


def test_export__of_a_query__has_more_than_a_page(
    alice: User, project: Project, with_key: Caller, store: EventStore
) -> None:
    source = {"kind": "HogQLQuery", "query": "select arrayJoin(range(1000)) as n, 'x', 'x'"}
    rows = table(made(with_key(alice), project, {"source": source}))
    assert len(rows) == 1000
    assert rows[999] == {"n": "999", "'x'": "x", "'x'_2": "x"}


def test_export__of_a_query__reads_this_project_only(
    alice: User, project: Project, charlies_project: Project, with_key: Caller, store: EventStore
) -> None:
    for place, name in ((project, "mine"), (charlies_project, "theirs")):
        uuid = uuid4()
        row = f"{place.id}\t{uuid}\t{name}\t2026-01-01 00:00:00\tmole\t{{}}\t{{}}\n".encode()
        columns = ["team_id", "uuid", "event", "timestamp", "distinct_id", "properties"]
        store.insert(Batch("events", [*columns, "person_properties"], row, f"test-{uuid}"))
    source = {"kind": "HogQLQuery", "query": "select event from events"}
    assert made(with_key(alice), project, {"source": source}) == b"event\r\nmine\r\n"


def test_export__what_looks_like_a_formula__is_text(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    evil = '=HYPERLINK("https://evil.example")'
    new_persons(1, evil=evil, link="https://example.com", number=-5, long=10**17, flag=True)
    client = with_key(alice)
    row = table(made(client, project, persons_path(project)))[0]
    assert row["properties.evil"] == "'" + evil
    assert row["properties.number"] == "-5"
    file = zipfile.ZipFile(io.BytesIO(made(client, project, persons_path(project), XLSX)))
    sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(", "")
    assert "<v>-5</v>" in sheet
    assert "100000000000000000" in sheet
    assert "<v>100000000000000000</v>" not in sheet  # a spreadsheet would round it


def test_export__asked_for__is_listed_with_its_fields(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    context = {**persons_path(project), "filename": "../All persons!"}
    body = create(client, project, context).json()
    assert body["has_content"] is False
    assert (body["dashboard"], body["insight"], body["exception"]) == (None, None, None)
    assert body["export_context"] == context
    assert body["filename"].startswith("all-persons-20")
    assert body["filename"].endswith(".csv")
    assert client.get(base(project)).json()["results"] == [body]


def test_export__context_with_odd_members__comes_back_as_it_was_sent(
    alice: User, project: Project, with_key: Caller
) -> None:
    context = {**persons_path(project), "z": "\0", "a": [2**70, None], "filename": "\0"}
    body = create(with_key(alice), project, context).json()
    assert body["export_context"] == context
    assert list(body["export_context"]) == list(context)
    assert body["filename"].startswith("export-20")


def insight_of(project: Project, query: Any) -> int:
    made = apps.get_model("insights", "Insight").objects.create(project=project, query=query)
    pk: int = made.pk
    return pk


def test_export__of_an_insight__has_the_rows_of_its_query(
    alice: User, project: Project, with_key: Caller, store: EventStore
) -> None:
    client = with_key(alice, "export:write", "query:read", "insight:read")
    query = {"kind": "HogQLQuery", "query": "select 1 as one"}
    insight = insight_of(project, {"kind": "DataTableNode", "source": query})
    body = {"export_format": "text/csv", "insight": insight}
    created = client.post(base(project), body, format="json")
    assert (created.status_code, created.json()["insight"]) == (201, insight)
    drain()
    answer = client.get(f"{base(project)}{created.json()['id']}/content/")
    assert b"".join(answer.streaming_content) == b"one\r\n1\r\n"


def test_content__before_the_file_is_made__409_and_when_to_come_back(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    pk = create(client, project, persons_path(project)).json()["id"]
    answer = client.get(f"{base(project)}{pk}/content/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert answer["retry-after"] == "5"


def test_content__asked_as_a_download__has_its_name_and_is_kept_by_nobody(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    pk = create(client, project, persons_path(project)).json()["id"]
    drain()
    shown = client.get(f"{base(project)}{pk}/content/", HTTP_ACCEPT="text/csv")
    assert shown["content-disposition"].startswith("inline")
    saved = client.get(f"{base(project)}{pk}/content/?download=true")
    name = Export.objects.get().filename
    assert saved["content-disposition"] == f'attachment; filename="{name}"'
    assert saved["content-type"] == "text/csv"
    assert saved["cache-control"] == "no-store"
    assert saved["x-content-type-options"] == "nosniff"


def test_content__of_many_chunks__is_whole(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(jobs, "_CHUNK_BYTES", 100)
    new_persons(20)
    rows = table(made(with_key(alice), project, persons_path(project)))
    assert len(rows) == 20
    assert Chunk.objects.count() > 10


def test_job__run_again_after_a_crash__leaves_one_file(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    new_persons(2)
    pk = create(with_key(alice), project, persons_path(project)).json()["id"]
    Chunk.objects.create(export_id=pk, number=0, data=b"of a run that was cut off")
    Chunk.objects.create(export_id=pk, number=7, data=b"of a run that was cut off")
    jobs.make_export.func(pk)
    jobs.make_export.func(pk)
    assert list(Chunk.objects.values_list("number", flat=True)) == [0]


def test_job__store_away__is_tried_again_and_says_so_in_the_end(
    alice: User, project: Project, with_key: Caller, monkeypatch: pytest.MonkeyPatch,
    store: EventStore,
) -> None:  # fmt: skip
    from django_tasks_db.models import DBTaskResult

    client = with_key(alice)
    source_ = {"kind": "HogQLQuery", "query": "select 1"}
    pk = create(client, project, {"source": source_}).json()["id"]

    def away(*_: Any, **__: Any) -> Any:
        raise StoreDown("The event store does not answer.")

    monkeypatch.setattr(source, "run", away)
    for number in range(3):
        assert client.get(f"{base(project)}{pk}/content/").status_code == 409, number
        assert drain() == 1
        DBTaskResult.objects.update(run_after=now())
    assert drain() == 0
    assert DBTaskResult.objects.get().status == "FAILED"
    answer = client.get(f"{base(project)}{pk}/content/")
    assert (answer.status_code, answer.json()["code"]) == (404, "export_failed")
    assert answer.json()["detail"] == "The event store does not answer."


def test_job__query_refused_when_it_runs__tells_the_asker_and_is_no_failure(
    alice: User, project: Project, with_key: Caller, store: EventStore
) -> None:
    from django_tasks_db.models import DBTaskResult

    client = with_key(alice)
    query = {"kind": "HogQLQuery", "query": "select nothing_like_this from events"}
    pk = create(client, project, {"source": query}).json()["id"]
    drain()
    assert "nothing_like_this" in client.get(f"{base(project)}{pk}/").json()["exception"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_export__larger_than_a_file_may_be__is_refused(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("tenrec.resources.exports.formats.MOST_BYTES", 300)
    new_persons(20)
    client = with_key(alice)
    for kind in ("text/csv", "application/json", XLSX):
        pk = create(client, project, persons_path(project), kind).json()["id"]
        drain()
        said = client.get(f"{base(project)}{pk}/").json()["exception"]
        assert "larger than" in said or "too large" in said
    assert not Chunk.objects.exists()


def test_clear_exports__expired_and_lost__go_and_say_so(
    alice: User, project: Project, with_key: Caller, new_persons: NewPersons
) -> None:
    client = with_key(alice)
    new_persons(1)
    expired, kept, lost = (
        create(client, project, persons_path(project)).json()["id"] for _ in range(3)
    )
    Export.objects.filter(pk=lost).update(created_at=now() - timedelta(days=2))
    Export.objects.filter(pk=expired).update(expires_after=now() - timedelta(seconds=1))
    assert client.get(f"{base(project)}{expired}/").status_code == 404
    jobs.clear_exports.func()
    assert not Export.objects.filter(pk=expired).exists()
    drain()
    assert client.get(f"{base(project)}{kept}/").json()["has_content"] is True
    assert "server error" in client.get(f"{base(project)}{lost}/").json()["exception"]


def test_exports__many__take_few_queries(
    alice: User, project: Project, with_key: Caller, django_assert_max_num_queries: Any
) -> None:
    client = with_key(alice)
    for _ in range(10):
        create(client, project, persons_path(project))
    with django_assert_max_num_queries(12):
        assert len(client.get(base(project)).json()["results"]) == 10
