"""What an export must not give: other projects, more than a key may read, writes, the outside."""

from typing import Any

import pytest
from django.apps import apps
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts.models import Membership, PersonalAPIKey, Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.jobs.worker import drain
from tenrec.persons.models import Person
from tenrec.resources.exports.models import Export
from tenrec.resources.exports.tests.test_exports import base, create, persons_path

HOGQL = {"kind": "HogQLQuery", "query": "select 1"}


def refusal(answer: Any) -> tuple[int, str, str | None]:
    body = answer.json()
    assert not Export.objects.exists()
    return answer.status_code, body["code"], body["attr"]


@pytest.fixture
def client(alice: User, with_key: Caller) -> APIClient:
    return with_key(alice)


@pytest.mark.parametrize(
    "path",
    [
        "/api/projects/{other}/persons/",
        "/api/environments/{other}/persons/",
        "/api/projects/{own}/../{other}/persons/",
        "/api/projects/{own}%2F..%2F{other}/persons/",
        "/api/projects/@current/persons/",
        "/api/projects/0{own}/persons/",
        "/api/persons/",
        "/api/projects/{own}/",
        "/api/organizations/@current/members/",
        "/api/users/@me/",
        "/api/personal_api_keys/",
        "/api/projects/{own}/persons/?token={token}",
        "/api/projects/{own}/persons/?api_key={token}",
        "/api/projects/{own}/persons/?personal_api_key=phx_secret",
        "/api/projects/{own}/query/",
        "/api/projects/{own}/nothing/",
        "/batch/",
        "/metrics",
        "https://evil.example/api/projects/{own}/persons/",
        "//evil.example/api/projects/{own}/persons/",
        "//[/api/projects/{own}/persons/",
        "http://127.0.0.1:9/api/projects/{own}/persons/",
        "file:///etc/passwd",
        "/api/projects/{own}/persons/#fragment",
        "/api/projects/{own}/persons/%00",
        "/api/projects/{own}/persons/\n",
        "api/projects/{own}/persons/",
        "/api/projects/{own}/persons/?x=" + "x" * 9000,
        "",
        7,
        ["/api/projects/{own}/persons/"],
        None,
    ],
)
def test_path__that_is_no_readable_path_of_this_project__400(
    client: APIClient, project: Project, second_project: Project, path: Any
) -> None:
    if isinstance(path, str):
        path = path.replace("{own}", str(project.id)).replace("{other}", str(second_project.id))
        path = path.replace("{token}", second_project.api_token)
    answer = create(client, project, {"path": path})
    assert refusal(answer) == (400, "invalid_input", "export_context")


@pytest.mark.parametrize(
    "context",
    [
        None,
        {},
        {"source": {"kind": "HogQLQuery"}},
        {"source": {"kind": "DeleteEverything"}},
        {"source": "select 1"},
        {"source": [1]},
        {"method": "DELETE"},
        {"path": "/api/projects/1/persons/", "source": HOGQL},
        {"source": HOGQL, "columns": "id"},
        {"source": HOGQL, "columns": [1]},
    ],
)
def test_context__that_names_nothing_to_export__400(
    client: APIClient, project: Project, context: Any
) -> None:
    status, _, attr = refusal(create(client, project, context))
    assert status == 400
    assert attr in {"export_context", "query"}


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/webm", "image/gif"])
def test_format__that_we_cannot_make__400_says_so(
    client: APIClient, project: Project, kind: str
) -> None:
    answer = create(client, project, persons_path(project), kind)
    assert refusal(answer) == (400, "not_available", "export_format")
    assert answer.json()["detail"] == f"{kind} is not available on this server."


@pytest.mark.parametrize("kind", [None, "", "text/html", 7, ["text/csv"]])
def test_format__unknown__400(client: APIClient, project: Project, kind: Any) -> None:
    answer = create(client, project, persons_path(project), kind)
    assert refusal(answer)[::2] == (400, "export_format")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("dashboard", 1, "not_available"),
        ("insight", 1, "does_not_exist"),
        ("insight", -1, "does_not_exist"),
        ("insight", 10**30, "does_not_exist"),
        ("insight", "x", "invalid_input"),
        ("export_context", "select 1", "not_a_dict"),
        ("expires_after", "2020-01-01T00:00:00Z", "invalid_input"),
        ("expires_after", "2999-01-01T00:00:00Z", "invalid_input"),
        ("expires_after", "soon", "invalid_input"),
    ],
)
def test_field__that_cannot_be__400_names_it(
    client: APIClient, project: Project, field: str, value: Any, code: str
) -> None:
    body = {"export_format": "text/csv", "export_context": {"source": HOGQL}, field: value}
    answer = client.post(base(project), body, format="json")
    assert refusal(answer) == (400, code, field)


def test_insight__of_another_project_or_deleted_or_empty__400(
    client: APIClient, project: Project, second_project: Project
) -> None:
    insights = apps.get_model("insights", "Insight").objects
    for place, fields, code in (
        (second_project, {"query": HOGQL}, "does_not_exist"),
        (project, {"query": HOGQL, "deleted": True}, "does_not_exist"),
        (project, {"query": None}, "invalid_input"),
    ):
        insight = insights.create(project=place, **fields)
        body = {"export_format": "text/csv", "insight": insight.pk}
        answer = client.post(base(project), body, format="json")
        assert refusal(answer) == (400, code, "insight")


@pytest.mark.parametrize("scope", ["insight:read", "query:read"])
def test_insight__key_that_may_not_read_or_run_it__403(
    alice: User, project: Project, with_key: Caller, scope: str
) -> None:
    insight = apps.get_model("insights", "Insight").objects.create(project=project, query=HOGQL)
    body = {"export_format": "text/csv", "insight": insight.pk}
    client = with_key(alice, "export:write", scope)
    assert refusal(client.post(base(project), body, format="json"))[0] == 403


def test_path__with_a_filter_that_the_list_refuses__400_in_its_words(
    client: APIClient, project: Project
) -> None:
    answer = create(client, project, persons_path(project, "?properties=nonsense"))
    assert refusal(answer)[::2] == (400, "export_context")


def test_path__of_an_object_of_another_project__404(
    client: APIClient, project: Project, charlies_project: Project
) -> None:
    theirs = Person.objects.create(team_id=charlies_project.id, uuid=project.uuid, created_at=now())
    context = {"path": f"/api/projects/{project.id}/persons/{theirs.uuid}/"}
    assert refusal(create(client, project, context))[0] == 404


def test_path__that_would_write__reads_at_most(
    client: APIClient, project: Project, alice: User
) -> None:
    before = Project.objects.count(), PersonalAPIKey.objects.count()
    context = {**persons_path(project), "method": "DELETE", "body": {"ids": [1]}}
    person = Person.objects.create(team_id=project.id, uuid=project.uuid, created_at=now())
    context["path"] += f"{person.uuid}/"
    assert create(client, project, context).status_code == 201
    drain()
    assert Person.objects.filter(pk=person.pk).exists()
    assert before == (Project.objects.count(), PersonalAPIKey.objects.count())


@pytest.mark.parametrize(
    ("scopes", "context", "missing"),
    [
        (["export:read"], "persons", "export:write"),
        (["export:write"], "persons", "person:read"),
        (["export:write", "person:read"], "query", "query:read"),
    ],
)
def test_key__without_the_scope_of_what_is_in_it__403(
    alice: User, project: Project, with_key: Caller, scopes: list[str], context: str, missing: str
) -> None:
    wish = persons_path(project) if context == "persons" else {"source": HOGQL}
    answer = create(with_key(alice, *scopes), project, wish)
    assert refusal(answer)[0] == 403
    assert missing in answer.json()["detail"]


def test_content__key_without_the_scope_of_what_is_in_it__403(
    alice: User, project: Project, with_key: Caller
) -> None:
    pk = create(with_key(alice), project, persons_path(project)).json()["id"]
    drain()
    narrow = with_key(alice, "export:read").get(f"{base(project)}{pk}/content/")
    assert narrow.status_code == 403
    assert "person:read" in narrow.json()["detail"]
    wide = with_key(alice, "export:read", "person:read").get(f"{base(project)}{pk}/content/")
    assert wide.status_code == 200


def test_exports__of_somebody_else__are_not_there(
    alice: User, bob: User, charlie: User, project: Project, second_project: Project,
    with_key: Caller,
) -> None:  # fmt: skip
    pk = create(with_key(alice), project, persons_path(project)).json()["id"]
    drain()
    for rest in ("", f"{pk}/", f"{pk}/content/"):
        answer = with_key(bob).get(base(project) + rest)
        assert answer.json()["results"] == [] if rest == "" else answer.status_code == 404
        assert with_key(charlie).get(base(project) + rest).status_code == 403
        assert APIClient().get(base(project) + rest).status_code == 401
    assert with_key(alice).get(f"{base(second_project)}{pk}/content/").status_code == 404


def said(client: APIClient, project: Project, pk: int) -> str | None:
    drain()
    found: str | None = client.get(f"{base(project)}{pk}/").json()["exception"]
    assert Export.objects.get().finished_at is None
    return found


def test_job__asker_has_left_since__makes_no_file(
    bob: User, project: Project, with_key: Caller
) -> None:
    client = with_key(bob)
    pk = create(client, project, persons_path(project)).json()["id"]
    membership = Membership.objects.get(user=bob)
    membership.delete()
    drain()
    export = Export.objects.get(pk=pk)
    assert export.finished_at is None
    assert "access" in str(export.exception)
    assert client.get(f"{base(project)}{pk}/content/").status_code == 403


def test_job__key_deleted_or_narrowed_since__makes_no_file(
    alice: User, project: Project, with_key: Caller
) -> None:
    owner = with_key(alice)
    other = with_key(alice, "export:write", "person:read")
    pk = create(other, project, persons_path(project)).json()["id"]
    key = next(k for k in PersonalAPIKey.objects.all() if "person:read" in k.scopes)
    key.scopes = ["export:write"]
    key.save()
    assert "person:read" in str(said(owner, project, pk))
    Export.objects.all().delete()
    key.scopes = ["export:write", "person:read"]
    key.save()
    pk = create(other, project, persons_path(project)).json()["id"]
    key.delete()
    assert "key" in str(said(owner, project, pk))


def test_job__account_closed_since__makes_no_file(
    alice: User, project: Project, with_key: Caller
) -> None:
    client = with_key(alice)
    create(client, project, persons_path(project))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    drain()
    assert "no longer active" in str(Export.objects.get().exception)


def test_exports__too_many_at_once__429_and_when_to_come_back(
    client: APIClient, project: Project
) -> None:
    for _ in range(20):
        assert create(client, project, persons_path(project)).status_code == 201
    answer = create(client, project, persons_path(project))
    assert (answer.status_code, answer["retry-after"]) == (429, "5")
    drain()
    assert create(client, project, persons_path(project)).status_code == 201


def test_exports__changed_or_deleted__405(client: APIClient, project: Project) -> None:
    pk = create(client, project, persons_path(project)).json()["id"]
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(f"{base(project)}{pk}/").status_code == 405
