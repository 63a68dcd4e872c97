"""Local evaluation and remote configuration: by which keys, and with what in them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tenrec.accounts.models import Project, User
from tenrec.accounts.project_tokens import rotate_secret
from tenrec.accounts.tests.cast import Caller, bearer
from tenrec.flags.models import FeatureFlag
from tenrec.flags.sealing import REDACTED
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.models import GroupType
from tenrec.resources.feature_flags.tests.conftest import (
    EVERYBODY,
    PRO,
    for_those,
    made,
    needs,
    refused,
)

MINIMAL = {
    "id", "team_id", "name", "key", "filters", "deleted", "active",
    "ensure_experience_continuity", "has_encrypted_payloads", "version", "evaluation_runtime",
    "evaluation_tags", "evaluation_contexts", "bucketing_identifier", "has_experiment",
}  # fmt: skip
SECRET = '{"password": "mole"}'


@pytest.fixture
def secret(project: Project) -> APIClient:
    return bearer(rotate_secret(project))


def in_cohort(cohort: Cohort, **more: Any) -> dict[str, Any]:
    return {"key": "id", "type": "cohort", "value": cohort.pk, **more}


def of_persons(project: Project, name: str, *groups: Any, word: str = "OR") -> Cohort:
    tree = {"type": word, "values": list(groups)}
    return Cohort.objects.create(project=project, name=name, filters={"properties": tree})


def asked(client: APIClient, home: str, query: str = "") -> Any:
    answer = client.get(f"{home}/local_evaluation/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_definitions__tell_live_flags_off_ones_too(
    client: APIClient, home: str, project: Project
) -> None:
    GroupType.objects.create(team_id=project.pk, name="company", index=0)
    on, off = made(client, home, "on", name="On"), made(client, home, "off", active=False)
    gone = made(client, home, "gone")
    client.patch(f"{home}/{gone['id']}/", {"deleted": True}, format="json")
    made(client, home, "config", is_remote_configuration=True)
    told = asked(client, home)
    assert told["group_type_mapping"] == {"0": "company"}
    assert told["cohorts"] == {}
    assert [flag["key"] for flag in told["flags"]] == ["on", "off"]
    first, second = told["flags"]
    assert set(first) == MINIMAL
    assert (first["id"], first["team_id"], first["name"]) == (on["id"], project.id, "On")
    assert first["filters"] == EVERYBODY
    assert (second["id"], second["active"]) == (off["id"], False)


def test_definitions__cohorts__sent_or_written_out(
    client: APIClient, home: str, project: Project
) -> None:
    rich = {**PRO, "key": "rich"}
    pro = of_persons(project, "Pro", {"type": "AND", "values": [PRO, rich]},
                     {"type": "AND", "values": [rich]})  # fmt: skip
    inner = of_persons(project, "In", {"type": "AND", "values": [in_cohort(pro)]})
    listed = Cohort.objects.create(project=project, name="Listed", is_static=True)
    made(client, home, "one", filters={"groups": [
        {"properties": [in_cohort(pro, operator="in")], "rollout_percentage": 40},
        {"properties": [PRO], "rollout_percentage": 10},
    ]})  # fmt: skip
    made(client, home, "not", filters=for_those(in_cohort(pro, operator="not_in")))
    made(client, home, "both", filters=for_those(in_cohort(pro), PRO))
    made(client, home, "nested", filters=for_those(in_cohort(inner)))
    made(client, home, "static", filters=for_those(in_cohort(listed)))
    plain = {flag["key"]: flag["filters"]["groups"] for flag in asked(client, home)["flags"]}
    assert plain["one"] == [
        {"properties": [PRO, rich], "rollout_percentage": 40},
        {"properties": [rich], "rollout_percentage": 40},
        {"properties": [PRO], "rollout_percentage": 10},
    ]
    for key, properties in (
        ("not", [in_cohort(pro, operator="not_in")]),
        ("both", [in_cohort(pro), PRO]),
        ("nested", [in_cohort(inner)]),
        ("static", [in_cohort(listed)]),
    ):
        assert plain[key] == for_those(*properties)["groups"], key
    for query in ("?send_cohorts", "?send_cohorts=true"):
        told = asked(client, home, query)
        assert set(told["cohorts"]) == {str(pro.pk), str(inner.pk)}
        assert told["cohorts"][str(pro.pk)] == pro.filters["properties"]
        groups = {flag["key"]: flag["filters"]["groups"] for flag in told["flags"]}
        assert groups["one"][0]["properties"] == [in_cohort(pro, operator="in")]


def test_definitions__dependencies__by_key_with_their_chain(client: APIClient, home: str) -> None:
    base = made(client, home, "base")
    middle = made(client, home, "middle", filters=for_those(needs(base)))
    made(client, home, "top", filters=for_those(needs(middle), needs(base, False)))
    flags = {flag["key"]: flag for flag in asked(client, home)["flags"]}
    first, second = flags["top"]["filters"]["groups"][0]["properties"]
    assert (first["key"], first["dependency_chain"]) == ("middle", ["base", "middle"])
    assert (second["key"], second["dependency_chain"]) == ("base", ["base"])
    # What no check let in: a circle, and a flag that is gone.
    FeatureFlag.objects.filter(pk=base["id"]).update(filters=for_those(needs(middle)))
    flags = {flag["key"]: flag for flag in asked(client, home)["flags"]}
    assert flags["base"]["filters"]["groups"][0]["properties"][0]["dependency_chain"] == []
    FeatureFlag.objects.filter(pk=middle["id"]).update(deleted=True)
    flags = {flag["key"]: flag for flag in asked(client, home)["flags"]}
    first = flags["top"]["filters"]["groups"][0]["properties"][0]
    assert (first["key"], first["dependency_chain"]) == (str(middle["id"]), [])


def test_definitions__same_etag__304_until_something_changes(client: APIClient, home: str) -> None:
    flag = made(client, home, "a")
    path = f"{home}/local_evaluation/"
    answer = client.get(path)
    etag = answer["ETag"]
    assert etag.startswith('W/"')
    assert answer["Cache-Control"] == "private, must-revalidate"
    for sent in (etag, etag.removeprefix("W/"), f'"other", {etag}'):
        again = client.get(path, HTTP_IF_NONE_MATCH=sent)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    client.patch(f"{home}/{flag['id']}/", {"active": False}, format="json")
    assert client.get(path, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_definitions__by_token_on_the_oldest_route(
    client: APIClient, secret: APIClient, home: str, project: Project
) -> None:
    made(client, home, "a")
    path = f"/api/feature_flag/local_evaluation/?token={project.api_token}"
    for caller in (client, secret):
        assert caller.get(f"{path}&send_cohorts").json()["flags"][0]["key"] == "a"
    assert secret.get("/api/feature_flag/local_evaluation").status_code == 200
    assert secret.get(f"{home}/local_evaluation/").status_code == 200


def test_definitions__no_key_wrong_scope_other_project__refused(
    home: str, project: Project, second_project: Project, alice: User, charlie: User,
    with_key: Caller,
) -> None:  # fmt: skip
    path = f"/api/feature_flag/local_evaluation/?token={project.api_token}"
    stranger = bearer(rotate_secret(second_project))
    for caller, status in (
        (APIClient(), 401),
        (bearer(project.api_token), 401),
        (bearer("phs_wrong"), 401),
        (with_key(alice, "insight:read"), 403),
        (with_key(charlie), 403),
        (stranger, 403),
    ):
        assert caller.get(path).status_code == status
        assert caller.get(f"{home}/local_evaluation/").status_code == status
    reader = with_key(alice, "feature_flag:read")
    assert reader.get(path).status_code == 200
    assert with_key(alice).post(path).status_code == 405
    assert reader.get(path.replace(project.api_token, "phc_unknown")).status_code == 401


def test_definitions__601st_of_a_minute__429_and_others_go_on(
    client: APIClient, secret: APIClient, home: str, settings: Any, monkeypatch: Any
) -> None:
    from tenrec.rest import throttles

    settings.RATE_LIMITS = True
    assert throttles.LIMITS["local_evaluation"] == (throttles.Window(60, 600),)
    few = (throttles.Window(60, 3),)
    monkeypatch.setitem(throttles.LIMITS, "local_evaluation", few)
    statuses = [c.get(f"{home}/local_evaluation/").status_code for c in (client, secret) * 2]
    assert statuses == [200, 200, 200, 429]
    assert client.get(f"{home}/").status_code == 200


def test_secret_token__opens_nothing_else(secret: APIClient, client: APIClient, home: str) -> None:
    flag = made(client, home, "a")
    for path in ("/", f"/{flag['id']}/", "/my_flags/", "/activity/", "/matching_ids/"):
        assert secret.get(f"{home}{path}").status_code == 401, path
    assert secret.post(f"{home}/", {"key": "b"}, format="json").status_code == 401
    assert secret.post(f"{home}/local_evaluation/").status_code in {401, 405}


def test_remote_config__payload_by_id_and_key(
    client: APIClient, secret: APIClient, home: str
) -> None:
    filters = {**EVERYBODY, "payloads": {"true": '{"color": "blue"}'}}
    flag = made(client, home, "config", filters=filters, is_remote_configuration=True)
    for caller in (client, secret):
        for name in (flag["id"], "config"):
            for slash in ("", "/"):
                answer = caller.get(f"{home}/{name}/remote_config{slash}")
                assert (answer.status_code, answer.json()) == (200, '{"color": "blue"}')
    made(client, home, "empty", is_remote_configuration=True)
    empty = client.get(f"{home}/empty/remote_config/")
    assert (empty.status_code, empty.content) == (200, b"")
    assert empty["Content-Type"] == "application/json"
    made(client, home, "plain")
    for name in ("plain", "unknown", "999999999", "9" * 40):
        assert client.get(f"{home}/{name}/remote_config/").status_code == 404, name


def test_sealed_payload__opened_to_keys_of_persons_alone(
    client: APIClient, secret: APIClient, home: str, alice: User, with_session: Caller
) -> None:
    filters = {**EVERYBODY, "payloads": {"true": SECRET}}
    flag = made(client, home, "config", filters=filters, is_remote_configuration=True,
                has_encrypted_payloads=True)  # fmt: skip
    path = f"{home}/{flag['id']}/"
    assert flag["filters"]["payloads"] == {"true": SECRET}
    assert "mole" not in str(FeatureFlag.objects.values().get(pk=flag["id"]))
    assert client.get(f"{path}remote_config/").json() == SECRET
    assert secret.get(f"{path}remote_config/").json() == REDACTED
    session = with_session(alice)
    shown = session.get(path).json()
    assert shown["filters"]["payloads"] == {"true": REDACTED}
    assert session.get(f"{home}/").json()["results"][0]["filters"]["payloads"] == {"true": REDACTED}
    assert "mole" not in session.get(f"{home}/my_flags/").content.decode()
    assert "mole" not in session.get(f"{home}/activity/").content.decode()

    # What comes back as it was shown stays as it was.
    more = {"filters": {**shown["filters"], "groups": for_those(PRO)["groups"]}}
    assert session.patch(path, more, format="json").status_code == 200
    assert client.get(f"{path}remote_config/").json() == SECRET
    new = {"filters": {**EVERYBODY, "payloads": {"true": "[1]"}}}
    assert session.patch(path, new, format="json").status_code == 200
    assert client.get(f"{path}remote_config/").json() == "[1]"


def test_sealed_payload__unsealed_only_by_who_knows_it(
    client: APIClient, home: str, alice: User, with_session: Caller
) -> None:
    filters = {**EVERYBODY, "payloads": {"true": SECRET}}
    refused(
        client.post(
            f"{home}/", {"key": "x", "filters": filters, "has_encrypted_payloads": True},
            format="json",
        ),
        "has_encrypted_payloads",
    )  # fmt: skip
    flag = made(client, home, "config", filters=filters, is_remote_configuration=True)
    path = f"{home}/{flag['id']}/"
    session = with_session(alice)
    sealed = session.patch(path, {"has_encrypted_payloads": True}, format="json")
    assert sealed.json()["filters"]["payloads"] == {"true": REDACTED}
    assert "mole" not in session.get(f"{home}/activity/").content.decode()
    for body in (
        {"has_encrypted_payloads": False},
        {"has_encrypted_payloads": False, "filters": sealed.json()["filters"]},
        {"is_remote_configuration": False},
    ):
        refused(session.patch(path, body, format="json"), "has_encrypted_payloads")
    assert client.get(f"{path}remote_config/").json() == SECRET
    body = {"has_encrypted_payloads": False, "filters": filters}
    assert session.patch(path, body, format="json").json()["filters"]["payloads"] == {
        "true": SECRET
    }
