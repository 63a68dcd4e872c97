"""A flag from its making to its end, and who is told of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from rest_framework.test import APIClient

from tenrec.accounts import changes
from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog
from tenrec.flags.models import FeatureFlag, HashKeyOverride
from tenrec.persons.cohorts.models import Cohort
from tenrec.resources.dashboards.models import Dashboard
from tenrec.resources.feature_flags.serializers import FeatureFlagSerializer
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    PRO,
    for_those,
    made,
    refused,
)

SPEC = {
    "id", "name", "key", "filters", "deleted", "active", "created_by", "created_at", "updated_at",
    "version", "last_modified_by", "is_simple_flag", "rollout_percentage",
    "ensure_experience_continuity", "experiment_set", "surveys", "features",
    "rollback_conditions", "performed_rollback", "can_edit", "tags", "evaluation_tags",
    "usage_dashboard", "analytics_dashboards", "has_enriched_analytics", "user_access_level",
    "is_remote_configuration", "has_encrypted_payloads", "status", "evaluation_runtime",
    "last_called_at",
}  # fmt: skip


def test_created__with_everything__shown_as_sent(
    client: APIClient, home: str, alice: User, project: Project
) -> None:
    filters = {
        "groups": [{"properties": [PRO], "rollout_percentage": 50, "variant": "b"}],
        "multivariate": {
            "variants": [
                {"key": "a", "rollout_percentage": 33.33},
                {"key": "b", "rollout_percentage": 33.33},
                {"key": "c", "name": "Third", "rollout_percentage": 33.34},
            ]
        },
        "payloads": {"a": '{"x": 1}', "b": {"y": [1, 2]}, "c": None},
    }
    flag = made(
        client, home, "new-checkout", name="New checkout", filters=filters, tags=["Shop"],
        evaluation_contexts=["App"], evaluation_runtime="server", bucketing_identifier="device_id",
        ensure_experience_continuity=True, creation_context="feature_flags",
    )  # fmt: skip
    assert set(flag) >= SPEC
    assert flag["filters"]["payloads"] == {"a": '{"x": 1}', "b": '{"y": [1, 2]}'}
    assert flag["filters"]["multivariate"] == filters["multivariate"]
    assert (flag["version"], flag["status"], flag["active"]) == (1, "ACTIVE", True)
    assert flag["tags"] == ["shop"]
    assert flag["evaluation_tags"] == flag["evaluation_contexts"] == ["app"]
    assert flag["created_by"]["email"] == flag["last_modified_by"]["email"] == alice.email
    assert client.get(f"{home}/{flag['id']}/").json() == flag
    (row,) = client.get(f"{home}/").json()["results"]
    assert row == flag
    assert client.get("/api/feature_flag/").json()["results"] == [flag]
    assert client.get("/api/feature_flags/").json()["results"] == [flag]
    assert client.get(f"/api/environments/{project.id}/feature_flags/").json()["count"] == 1


def test_created__key_only__off_for_everybody(client: APIClient, home: str) -> None:
    answer = client.post(f"{home}/", {"key": "bare"}, format="json")
    assert answer.status_code == 201
    assert answer.json()["filters"] == {"groups": []}


def test_simple_flag__tells_its_share(client: APIClient, home: str) -> None:
    simple = made(client, home, "simple", filters=for_those(share=30))
    other = made(client, home, "other", filters=for_those(PRO, share=30))
    assert (simple["is_simple_flag"], simple["rollout_percentage"]) == (True, 30)
    assert (other["is_simple_flag"], other["rollout_percentage"]) == (False, None)


def test_created__without_contexts__gets_those_of_the_project(
    client: APIClient, home: str, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(default_evaluation_tags=["prod"])
    assert made(client, home, "a")["evaluation_contexts"] == ["prod"]
    assert made(client, home, "b", evaluation_tags=[])["evaluation_contexts"] == []


def test_changed__version_grows_and_log_tells(
    client: APIClient, home: str, django_capture_on_commit_callbacks: Any, project: Project
) -> None:
    told: list[int] = []
    changes.FLAG_LISTENERS.append(told.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            flag = made(client, home, "a", name="What it is for")
            path = f"{home}/{flag['id']}/"
            changed = client.patch(path, {"filters": for_those(PRO)}, format="json").json()
    finally:
        changes.FLAG_LISTENERS.remove(told.append)
    assert (changed["version"], changed["filters"]) == (2, for_those(PRO))
    assert told == [project.id] * 2
    rows = client.get(f"{path}activity/").json()["results"]
    assert [row["activity"] for row in rows] == ["updated", "created"]
    assert rows[0]["detail"]["name"] == "a"
    (change,) = rows[0]["detail"]["changes"]
    assert (change["field"], change["before"], change["after"]) == (
        "filters", EVERYBODY, for_those(PRO),
    )  # fmt: skip
    assert client.get(f"{home}/activity/").json()["total_count"] == 2


def test_deleted__hidden_restored_and_its_key_free(client: APIClient, home: str) -> None:
    flag = made(client, home, "a")
    path = f"{home}/{flag['id']}/"
    assert client.delete(path).status_code == 405
    gone = client.patch(path, {"deleted": True}, format="json").json()
    assert (gone["deleted"], gone["status"]) == (True, "DELETED")
    assert client.get(f"{home}/").json()["count"] == 0
    assert client.get(path).json()["deleted"] is True
    assert client.patch(path, {"deleted": False}, format="json").status_code == 200
    assert client.get(f"{home}/").json()["count"] == 1
    client.patch(path, {"deleted": True}, format="json")
    new = made(client, home, "a")
    assert new["id"] != flag["id"]
    assert client.get(path).status_code == 404
    assert FeatureFlag.objects.filter(key="a").count() == 1
    kinds = ActivityLog.objects.filter(scope="FeatureFlag", item_id=str(flag["id"]))
    assert set(kinds.values_list("activity", flat=True)) == {"created", "deleted", "restored"}


def test_restored__key_is_taken__400(client: APIClient, home: str) -> None:
    flag, other = made(client, home, "a"), made(client, home, "b")
    path = f"{home}/{flag['id']}/"
    client.patch(path, {"deleted": True}, format="json")
    assert client.patch(f"{home}/{other['id']}/", {"key": "a"}, format="json").status_code == 200
    refused(client.patch(path, {"deleted": False}, format="json"), "key", "unique")


def test_key__taken__400_only_in_the_same_project(
    client: APIClient, home: str, second_project: Project
) -> None:
    made(client, home, "a")
    refused(client.post(f"{home}/", {"key": "a"}, format="json"), "key", "unique")
    made(client, f"/api/projects/{second_project.id}/feature_flags", "a")


def test_key__taken_between_check_and_save__400(
    client: APIClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(client, home, "a")
    monkeypatch.setattr(FeatureFlagSerializer, "_check_key", lambda *_: None)
    refused(client.post(f"{home}/", {"key": "a"}, format="json"), "key", "unique")
    assert FeatureFlag.objects.filter(key="a").count() == 1


@pytest.mark.parametrize("key", ["a b", "ä", "a.b", "a/b", "a\n"[:1] + "?"])
def test_key__other_signs__400(client: APIClient, home: str, key: str) -> None:
    refused(client.post(f"{home}/", {"key": key}, format="json"), "key", "invalid_key")


def test_key__changed__what_is_named_after_it_follows(
    client: APIClient, home: str, project: Project, people: Any
) -> None:
    enrolled = {"key": "$feature_enrollment/old", "type": "person", "value": ["true"],
                "operator": "exact"}  # fmt: skip
    filters = {**EVERYBODY, "super_groups": [{"properties": [enrolled]}]}
    flag = made(client, home, "old", filters=filters, _should_create_usage_dashboard=True)
    uuid = people["ada"].uuid
    HashKeyOverride.objects.create(
        project=project, person_uuid=uuid, feature_flag_key="old", hash_key="x"
    )
    new = client.patch(f"{home}/{flag['id']}/", {"key": "new"}, format="json").json()
    (group,) = new["filters"]["super_groups"]
    assert group["properties"][0]["key"] == "$feature_enrollment/new"
    assert HashKeyOverride.objects.get(person_uuid=uuid).feature_flag_key == "new"
    board = Dashboard.objects.get(pk=new["usage_dashboard"])
    assert board.name == "Generated Dashboard: new Usage"
    (where,) = {
        tile.insight.query["source"]["properties"]["values"][0]["values"][0]["value"]
        for tile in board.tiles.all()
    }
    assert where == "new"


def test_usage_dashboard__made_with_the_flag_and_enriched_when_asked(
    client: APIClient, home: str, project: Project
) -> None:
    answer = client.post(f"{home}/", {"key": "a", "filters": EVERYBODY}, format="json")
    flag = answer.json()
    board = client.get(f"/api/projects/{project.id}/dashboards/{flag['usage_dashboard']}/").json()
    assert board["name"] == "Generated Dashboard: a Usage"
    assert len(board["tiles"]) == 2
    path = f"{home}/{flag['id']}"
    why = client.post(f"{path}/enrich_usage_dashboard/")
    assert (why.status_code, why.json()["success"]) == (400, False)
    client.patch(f"{path}/", {"has_enriched_analytics": True}, format="json")
    assert client.post(f"{path}/enrich_usage_dashboard/").json() == {"success": True}
    board = client.get(f"/api/projects/{project.id}/dashboards/{flag['usage_dashboard']}/").json()
    assert len(board["tiles"]) == 4
    assert client.post(f"{path}/enrich_usage_dashboard/").status_code == 400
    assert client.post(f"{path}/dashboard/").json() == {"success": True}
    assert client.get(f"{path}/").json()["usage_dashboard"] != flag["usage_dashboard"]


def test_analytics_dashboards__of_this_project_alone(
    client: APIClient, home: str, project: Project, second_project: Project
) -> None:
    mine = Dashboard.objects.create(project=project, name="Mine")
    other = Dashboard.objects.create(project=second_project, name="Other")
    flag = made(client, home, "a", analytics_dashboards=[mine.pk])
    assert flag["analytics_dashboards"] == [mine.pk]
    path = f"{home}/{flag['id']}/"
    answer = client.patch(path, {"analytics_dashboards": [other.pk]}, format="json")
    refused(answer, "analytics_dashboards", "does_not_exist")
    assert client.patch(path, {"analytics_dashboards": []}, format="json").status_code == 200
    assert client.get(path).json()["analytics_dashboards"] == []


def test_other_project__404(
    client: APIClient, home: str, second_project: Project, charlie: User, with_key: Caller
) -> None:
    flag = made(client, home, "a")
    other = f"/api/projects/{second_project.id}/feature_flags/{flag['id']}/"
    assert client.get(other).status_code == 404
    assert client.patch(other, {"active": False}, format="json").status_code == 404
    assert with_key(charlie).get(f"{home}/{flag['id']}/").status_code == 403


def test_status__tells_why(client: APIClient, home: str) -> None:
    flag = made(client, home, "a")
    path = f"{home}/{flag['id']}"
    body = client.get(f"{path}/status/").json()
    assert (body["status"], body["rollout"]["effectively_full_rollout"]) == ("active", True)
    old = now() - timedelta(days=31)
    FeatureFlag.objects.filter(pk=flag["id"]).update(created_at=old)
    body = client.get(f"{path}/status/").json()
    assert body["status"] == "stale"
    assert body["reason"] == 'This boolean flag will always evaluate to "true"'
    assert [f["key"] for f in client.get(f"{home}/?active=STALE").json()["results"]] == ["a"]
    FeatureFlag.objects.filter(pk=flag["id"]).update(last_called_at=now() - timedelta(days=2))
    assert client.get(f"{path}/status/").json()["reason"] == "Flag was last called 2 days ago"
    assert client.get(f"{home}/?active=STALE").json()["count"] == 0
    FeatureFlag.objects.filter(pk=flag["id"]).update(last_called_at=old)
    assert client.get(f"{home}/?active=STALE").json()["count"] == 1
    client.patch(f"{path}/", {"deleted": True}, format="json")
    assert client.get(f"{path}/status/").json()["status"] == "deleted"
    for unknown in ("999999999", "a", "9" * 30):
        assert client.get(f"{home}/{unknown}/status/").status_code == 404


def test_steps__one_field_each(client: APIClient, home: str) -> None:
    flag = made(client, home, "a")
    path = f"{home}/{flag['id']}"
    off = client.post(f"{path}/disable/").json()
    assert (off["active"], off["version"]) == (False, 2)
    assert client.post(f"{path}/disable/").json()["version"] == 2
    assert client.post(f"{path}/enable/").json()["active"] is True
    away = client.post(f"{path}/archive/").json()
    assert (away["archived"], away["active"], away["status"]) == (True, False, "ARCHIVED")
    assert client.get(f"{home}/").json()["count"] == 0
    assert client.get(f"{home}/?archived=true").json()["count"] == 1
    refused(client.post(f"{path}/enable/"), "active")
    back = client.post(f"{path}/unarchive/").json()
    assert (back["archived"], back["active"]) == (False, False)
    refused(client.patch(f"{path}/", {"archived": True, "active": True}, format="json"), "archived")


def test_conflict__who_undoes_what_another_did__409(client: APIClient, home: str) -> None:
    read = made(client, home, "a", name="First")
    path = f"{home}/{read['id']}/"
    client.patch(path, {"name": "Second"}, format="json")
    stale = {"version": 1, "original_flag": read, "name": "Third"}
    answer = client.patch(path, stale, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert client.get(path).json()["name"] == "Second"
    # Another field is nobody's conflict, nor is the same change twice.
    other = {"version": 1, "original_flag": read, "active": False, "name": "First"}
    assert client.patch(path, {**other, "name": "Second"}, format="json").status_code == 200
    assert client.patch(path, {"version": 3, "name": "Third"}, format="json").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/local_evaluation/", "/my_flags/", "/evaluation_reasons/?distinct_id=ada"]
)
def test_every_list__queries_do_not_grow_with_the_flags(
    client: APIClient, home: str, project: Project, path: str, people: Any
) -> None:
    board = Dashboard.objects.create(project=project, name="Mine")
    tree = {"type": "OR", "values": [{"type": "AND", "values": [PRO]}]}

    def counted(names: range) -> int:
        for n in names:
            cohort = Cohort.objects.create(
                project=project, name=f"C{n}", filters={"properties": tree}
            )
            condition = {"key": "id", "type": "cohort", "value": cohort.pk}
            made(client, home, f"flag-{n}", analytics_dashboards=[board.pk],
                 filters=for_those(condition))  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{home}{path}").status_code == 200
        return len(asked)

    assert counted(range(2)) >= counted(range(2, 14))
