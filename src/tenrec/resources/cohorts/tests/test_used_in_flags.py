"""A cohort that a feature flag asks stays, and stays askable."""

from typing import Any

from rest_framework.test import APIClient

from tenrec.accounts.models import Project
from tenrec.flags.models import FeatureFlag
from tenrec.resources.cohorts.tests.conftest import PRO, criteria, made

BOUGHT = {
    "type": "behavioral",
    "key": "buy",
    "value": "performed_event",
    "event_type": "events",
    "time_value": 30,
    "time_interval": "day",
}


def asking(project: Project, cohort: Any, **more: Any) -> FeatureFlag:
    condition = {"key": "id", "type": "cohort", "value": cohort["id"], "operator": "in"}
    filters = {"groups": [{"properties": [condition], "rollout_percentage": 100}]}
    return FeatureFlag.objects.create(project=project, key="shop", filters=filters, **more)


def test_deleted__asked_by_an_active_flag__400(
    client: APIClient, home: str, project: Project
) -> None:
    inner = made(client, home, name="Pro", filters=criteria(PRO))
    named = {"type": "cohort", "key": "id", "value": inner["id"]}
    outer = made(client, home, name="Around", filters=criteria(named))
    flag = asking(project, outer)
    for cohort in (inner, outer):
        answer = client.patch(f"{home}/{cohort['id']}/", {"deleted": True}, format="json")
        assert answer.status_code == 400
        assert answer.json()["attr"] == "deleted"
        assert "1 active feature flag(s): shop." in answer.json()["detail"]
    FeatureFlag.objects.filter(pk=flag.pk).update(active=False)
    answer = client.patch(f"{home}/{outer['id']}/", {"deleted": True}, format="json")
    assert answer.status_code == 200


def test_changed_to_what_persons_did__asked_by_an_active_flag__400(
    client: APIClient, home: str, project: Project
) -> None:
    cohort = made(client, home, name="Pro", filters=criteria(PRO))
    path = f"{home}/{cohort['id']}/"
    flag = asking(project, cohort)
    answer = client.patch(path, {"filters": criteria(BOUGHT)}, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "behavioral_cohort_found"
    assert client.patch(path, {"filters": criteria(PRO, PRO)}, format="json").status_code == 200
    FeatureFlag.objects.filter(pk=flag.pk).update(deleted=True)
    assert client.patch(path, {"filters": criteria(BOUGHT)}, format="json").status_code == 200
