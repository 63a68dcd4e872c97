"""Flags across the projects of an organization."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.flags.models import FeatureFlag
from tenrec.persons.cohorts.models import Cohort
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    PRO,
    for_those,
    made,
    needs,
    refused,
)

SECRET = '{"password": "mole"}'


@pytest.fixture
def house(garden: Organization) -> str:
    return f"/api/organizations/{garden.id}/feature_flags"


@pytest.fixture
def copy(client: APIClient, house: str, project: Project, second_project: Project) -> Any:
    def ask(key: str, *targets: int, path: str = "copy_flags", **more: Any) -> Any:
        body = {
            "feature_flag_key": key,
            "from_project": project.id,
            "target_project_ids": list(targets) or [second_project.id],
            **more,
        }
        answer = client.post(f"{house}/{path}/", body, format="json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return ask


def test_copied__with_cohorts_of_cohorts_and_a_sealed_payload(
    client: APIClient, home: str, copy: Any, project: Project, second_project: Project
) -> None:
    tree = {"type": "OR", "values": [{"type": "AND", "values": [PRO]}]}
    inner = Cohort.objects.create(project=project, name="Pro", filters={"properties": tree})
    around = {"type": "AND", "values": [{"type": "cohort", "key": "id", "value": inner.pk}]}
    outer = Cohort.objects.create(project=project, name="Around", filters={"properties": around})
    condition = {"key": "id", "type": "cohort", "value": outer.pk, "operator": "in"}
    filters = {**for_those(condition), "payloads": {"true": SECRET}}
    made(client, home, "a", filters=filters, name="Words", tags=["x"],
         is_remote_configuration=True, has_encrypted_payloads=True)  # fmt: skip
    told = copy("a", second_project.id, project.id, 999999)
    (new,) = told["success"]
    assert (new["key"], new["name"], new["tags"], new["team_id"], new["version"]) == (
        "a", "Words", ["x"], second_project.id, 1,
    )  # fmt: skip
    assert {one["project_id"] for one in told["failed"]} == {project.id, 999999}
    there = f"/api/projects/{second_project.id}"
    assert client.get(f"{there}/feature_flags/{new['id']}/remote_config/").json() == SECRET
    shown = new["filters"]["groups"][0]["properties"][0]
    assert shown["cohort_name"] == "Around"
    copied = Cohort.objects.get(pk=shown["value"], project=second_project)
    (leaf,) = copied.filters["properties"]["values"]
    named = Cohort.objects.get(pk=leaf["value"])
    assert (named.project_id, named.filters) == (second_project.id, inner.filters)
    client.patch(f"{there}/feature_flags/{new['id']}/", {"name": "Changed"}, format="json")
    (again,) = copy("a", disable_copied_flag=True)["success"]
    assert (again["id"], again["name"], again["active"], again["version"]) == (
        new["id"], "Words", False, 3,
    )  # fmt: skip
    assert Cohort.objects.filter(project=second_project).count() == 2


def test_copied__dependencies__only_when_asked(
    client: APIClient, home: str, copy: Any, second_project: Project
) -> None:
    base = made(client, home, "base")
    middle = made(client, home, "middle", filters=for_those(needs(base)))
    made(client, home, "top", filters=for_those(needs(middle)))
    check = copy("top", path="copy_flags/dependency_requirements")
    assert check["can_copy_dependencies"] is True
    assert check["copied_dependency_keys"] == ["base", "middle"]
    assert copy("base", path="copy_flags/dependency_requirements")["dependency_count"] == 0
    (failed,) = copy("top")["failed"]
    assert "'middle', which is missing" in failed["error_message"]
    assert FeatureFlag.objects.filter(project=second_project).count() == 0
    (top,) = copy("top", copy_dependencies=True)["success"]
    flags = {flag.key: flag for flag in FeatureFlag.objects.filter(project=second_project)}
    assert set(flags) == {"base", "middle", "top"}
    assert top["filters"]["groups"][0]["properties"][0]["key"] == str(flags["middle"].pk)
    check = copy("top", path="copy_flags/dependency_requirements")
    assert check["reused_dependency_keys"] == ["base", "middle"]
    assert (check["can_copy_dependencies"], check["warnings"]) == (False, [])
    assert copy("top")["failed"] == []


@pytest.mark.parametrize(("length", "is_copied"), [(50, True), (51, False)])
def test_copied__row_of_dependencies__fifty_at_most(
    copy: Any, project: Project, second_project: Project, length: int, is_copied: bool
) -> None:
    filters: Any = EVERYBODY
    for number in range(length):
        flag = FeatureFlag.objects.create(project=project, key=f"f{number}", filters=filters)
        filters = for_those(needs({"id": flag.pk}))
    told = copy(flag.key, copy_dependencies=True)
    assert bool(told["success"]) is is_copied
    there = FeatureFlag.objects.filter(project=second_project).count()
    assert there == (length if is_copied else 0)
    if not is_copied:
        assert "More than 50 flags" in told["failed"][0]["error_message"]


def test_copied__static_cohort__told_and_nothing_left(
    client: APIClient, home: str, copy: Any, project: Project, second_project: Project
) -> None:
    listed = Cohort.objects.create(project=project, name="Listed", is_static=True)
    condition = {"key": "id", "type": "cohort", "value": listed.pk}
    made(client, home, "a", filters=for_those(condition))
    told = copy("a")
    assert told["success"] == []
    assert "static cohort 'Listed'" in told["failed"][0]["error_message"]
    assert not FeatureFlag.objects.filter(project=second_project).exists()


@pytest.mark.parametrize(
    ("changes", "attr", "code"),
    [
        ({"feature_flag_key": "unknown"}, "feature_flag_key", "invalid_input"),
        ({"from_project": 999999}, "feature_flag_key", "invalid_input"),
        ({"from_project": "x"}, "from_project", "invalid_input"),
        ({"target_project_ids": []}, "target_project_ids", "min_length"),
        ({"target_project_ids": [2**70]}, "target_project_ids__0", "max_value"),
    ],
)
def test_copied__bad_body__400(
    client: APIClient, home: str, house: str, project: Project, second_project: Project,
    changes: Any, attr: str, code: str,
) -> None:  # fmt: skip
    made(client, home, "a")
    body = {"feature_flag_key": "a", "from_project": project.id,
            "target_project_ids": [second_project.id], **changes}  # fmt: skip
    refused(client.post(f"{house}/copy_flags/", body, format="json"), attr, code)


def test_copied__to_another_organization__not_found(
    client: APIClient, home: str, copy: Any, charlies_project: Project, house: str,
    charlie: User, with_key: Caller,
) -> None:  # fmt: skip
    made(client, home, "a")
    assert copy("a", charlies_project.id)["failed"][0]["error_message"] == "Project not found."
    assert not FeatureFlag.objects.filter(project=charlies_project).exists()
    assert with_key(charlie).get(f"{house}/a/").status_code == 403


def test_one_key__in_all_projects(
    client: APIClient, home: str, house: str, copy: Any, project: Project, second_project: Project
) -> None:
    made(client, home, "a")
    copy("a")
    rows = client.get(f"{house}/a/").json()
    assert [row["team_id"] for row in rows] == [project.id, second_project.id]
    assert rows[0]["filters"] == EVERYBODY
    assert client.get(f"{house}/unknown/").json() == []


def test_values__true_false_and_variants(client: APIClient, home: str) -> None:
    many = {"variants": [{"key": "a", "rollout_percentage": 100}]}
    flag = made(client, home, "a", filters={**EVERYBODY, "multivariate": many})
    path = home.replace("feature_flags", "flag_value/values/")
    told = client.get(f"{path}?key={flag['id']}").json()
    assert told == [{"name": True}, {"name": False}, {"name": "a"}]
    refused(client.get(path), "key", "required")
    refused(client.get(f"{path}?key=x"), "key")
    assert client.get(f"{path}?key=999999").status_code == 404
