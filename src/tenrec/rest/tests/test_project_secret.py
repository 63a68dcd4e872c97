"""A project's secret token: opens what a view says, in its own project, and nothing else."""

from typing import Any

import pytest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory

from tenrec.accounts.models import Project, User
from tenrec.accounts.project_tokens import delete_backup, find_by_secret, rotate_secret
from tenrec.accounts.tests.cast import Caller, bearer
from tenrec.rest.views import ProjectView


class Open(ProjectView):
    """What a view that machines may read looks like."""

    scope = "feature_flag"
    allows_secret_tokens = True

    def get(self, request: Request, **_: Any) -> Response:
        return Response({"project": self.project.id})

    def post(self, request: Request, **_: Any) -> Response:
        return Response({"project": self.project.id})


class Closed(Open):
    """The same for people only."""

    allows_secret_tokens = False


def call(view: type[ProjectView], secret: str, project_id: object = None, **query: str) -> Any:
    where = {} if project_id is None else {"project_id": str(project_id)}
    asked = APIRequestFactory().get("/", query, HTTP_AUTHORIZATION=f"Bearer {secret}")
    return view.as_view()(asked, **where).render()


def test_secret__own_project__opens_by_id_token_and_flat(project: Project) -> None:
    secret = rotate_secret(project)
    assert secret.startswith("phs_")
    for answer in (
        call(Open, secret, project.id),
        call(Open, secret, "@current"),
        call(Open, secret),
        call(Open, secret, token=project.api_token),
    ):
        assert (answer.status_code, answer.data) == (200, {"project": project.id})


def test_secret__in_the_body__opens(project: Project) -> None:
    given = {"secret_api_key": rotate_secret(project)}
    asked = APIRequestFactory(enforce_csrf_checks=True).post("/", given, format="json")
    answer = Open.as_view()(asked, project_id=str(project.id))
    assert answer.status_code == 200


def test_secret__other_project__403(project: Project, second_project: Project) -> None:
    secret = rotate_secret(project)
    assert call(Open, secret, second_project.id).status_code == 403
    assert call(Open, secret, project.id, token=second_project.api_token).status_code == 403


def test_secret__view_that_does_not_take_it__401(project: Project) -> None:
    assert call(Closed, rotate_secret(project), project.id).status_code == 401


def test_secret__on_every_other_route__401(project: Project, alice: User) -> None:
    client = bearer(rotate_secret(project))
    for path in ("/api/users/@me/", f"/api/projects/{project.id}/", "/api/organizations/"):
        assert client.get(path).status_code == 401


@pytest.mark.parametrize("wrong", ["phs_wrong", "phs_", "phs_" + "a" * 500])
@pytest.mark.django_db
def test_secret__unknown__401(project: Project, wrong: str) -> None:
    rotate_secret(project)
    answer = call(Open, wrong, project.id)
    assert answer.status_code == 401
    assert answer.data["code"] == "authentication_failed"


def test_personal_key__where_secrets_are_taken__works_as_ever(
    alice: User, project: Project, with_key: Caller
) -> None:
    value = with_key(alice, "feature_flag:read")._credentials["HTTP_AUTHORIZATION"]
    asked = APIRequestFactory().get("/", HTTP_AUTHORIZATION=value)
    assert Open.as_view()(asked, project_id=str(project.id)).status_code == 200
    assert isinstance(with_key(alice), APIClient)


def test_rotation__one_before_goes_on_until_the_backup_is_deleted(project: Project) -> None:
    first, second = rotate_secret(project), rotate_secret(project)
    assert find_by_secret(first) == find_by_secret(second) == project
    delete_backup(project)
    assert find_by_secret(first) is None
    third, fourth = rotate_secret(project), rotate_secret(project)
    assert find_by_secret(second) is None
    assert find_by_secret(third) == find_by_secret(fourth) == project


def test_at_rest__only_hashes_and_masks(project: Project) -> None:
    secret = rotate_secret(project)
    (row,) = Project.objects.filter(id=project.id).values()
    assert secret not in repr(row)
    assert row["secret_token_mask"] == f"phs_...{secret[-4:]}"
