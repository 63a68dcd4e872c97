"""Who took data out of the product, in the activity log of the project."""

import json
from typing import Any

from django.apps import apps

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog


def asked(client: Any, project: Project, **body: Any) -> int:
    body = {"export_format": "text/csv", **body}
    answer = client.post(f"/api/projects/{project.id}/exports/", body, format="json")
    return int(answer.status_code)


def test_export__of_a_list__tells_which_and_by_whom(
    bob: User, project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{project.id}/persons/?search=secret"
    assert asked(with_key(bob), project, export_context={"path": path}) == 201
    row = ActivityLog.objects.get(activity="exported")
    assert (row.scope, row.user, row.project) == ("Export", bob, project)
    assert row.detail["name"] == f"/api/projects/{project.id}/persons/"
    assert "secret" not in json.dumps(row.detail)
    assert row.detail["changes"][0]["after"] == "text/csv"


def test_export__of_an_insight__is_in_the_log_of_the_insight(
    alice: User, project: Project, with_key: Caller
) -> None:
    query = {"kind": "HogQLQuery", "query": "SELECT 1"}
    insight: Any = apps.get_model("insights", "Insight")._default_manager.create(
        project=project, name="Sales", query=query
    )
    client = with_key(alice)
    assert asked(client, project, insight=insight.pk) == 201
    (row,) = client.get(f"/api/projects/{project.id}/insights/{insight.pk}/activity/").json()[
        "results"
    ]
    assert (row["activity"], row["scope"]) == ("exported", "Insight")
    assert (row["detail"]["name"], row["detail"]["short_id"]) == ("Sales", insight.short_id)


def test_export__refused__is_not_told(
    alice: User, project: Project, charlies_project: Project, with_key: Caller
) -> None:
    path = f"/api/projects/{charlies_project.id}/persons/"
    assert asked(with_key(alice), project, export_context={"path": path}) >= 400
    assert asked(with_key(alice), project, export_context={}) == 400
    assert not ActivityLog.objects.exists()
