"""You, and what you may change about yourself."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from tenrec.accounts.models import Organization, Project, User
from tenrec.accounts.tests.cast import PASSWORD, Caller, new_user

ME = "/api/users/@me/"


def test_me__shows_where_i_am(alice: User, project: Project, with_key: Caller) -> None:
    me = with_key(alice, "user:read").get(ME).json()
    assert me["uuid"] == me["distinct_id"] == str(alice.uuid)
    assert me["team"]["api_token"] == project.api_token
    assert [o["name"] for o in me["organizations"]] == ["Garden"]
    assert "password" not in me


def test_me__by_uuid_and_nobody_else(alice: User, bob: User, with_key: Caller) -> None:
    client = with_key(alice)
    assert client.get(f"/api/users/{alice.uuid}/").status_code == 200
    for other in (bob.uuid, "x", "@you"):
        assert client.get(f"/api/users/{other}/").status_code == 403


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("set_current_team", "x", "invalid_input"),
        ("set_current_team", 999_999, "does_not_exist"),
        ("set_current_team", 10**30, "does_not_exist"),
        ("set_current_team", None, "null"),
        ("set_current_organization", "x", "invalid_input"),
        ("set_current_organization", "0190aa00-1111-7222-8333-444455556666", "does_not_exist"),
        ("first_name", "a\x00b", "null_characters_not_allowed"),
        ("first_name", "a" * 129, "max_length"),
        ("email", "no", "invalid_input"),
        ("email", [], "invalid_input"),
    ],
)
def test_me__bad_change__400_names_it(
    alice: User, with_session: Caller, name: str, value: object, code: str
) -> None:
    answer = with_session(alice).patch(ME, {name: value}, format="json")
    assert answer.status_code == 400
    assert (answer.json()["attr"], answer.json()["code"]) == (name, code)


def test_me__project_of_a_stranger__does_not_exist(
    alice: User, charlies_project: Project, with_session: Caller
) -> None:
    wish = {"set_current_team": charlies_project.id}
    answer = with_session(alice).patch(ME, wish, format="json")
    assert answer.json()["code"] == "does_not_exist"


@pytest.mark.parametrize(
    "wish",
    [
        {"email": "new@example.com"},
        {"email": "bob@example.com"},
        {"password": "a new long password", "current_password": PASSWORD},
        {"password": "a new long password", "current_password": "x"},
        {"current_password": "x"},
    ],
)
def test_me__email_and_password_by_key__403_whatever_is_guessed(
    alice: User, bob: User, with_key: Caller, wish: dict[str, str]
) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    answer = with_key(alice).patch(ME, wish, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    alice.refresh_from_db()
    assert alice.email == "alice@example.com"
    assert alice.check_password(PASSWORD)


def test_me__email_of_somebody_else__400_unique(
    alice: User, bob: User, with_session: Caller
) -> None:
    answer = with_session(alice).patch(ME, {"email": bob.email.upper()}, format="json")
    assert answer.json()["code"] == "unique"


def test_me__new_password__needs_the_old_one_and_keeps_this_session(
    alice: User, with_session: Caller
) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    client, other = with_session(alice), with_session(alice)
    wish = {"password": "another mole entirely"}
    assert client.patch(ME, wish, format="json").json()["code"] == "required"
    wish["current_password"] = "wrong"
    assert client.patch(ME, wish, format="json").json()["code"] == "incorrect_password"
    wish["current_password"] = PASSWORD
    assert client.patch(ME, wish, format="json").status_code == 200
    assert client.get(ME).status_code == 200
    assert other.get(ME).status_code == 401


def test_me__every_choice__is_kept(alice: User, with_key: Caller) -> None:
    client = with_key(alice, "user:write")
    wish = {
        "first_name": "Alicia",
        "last_name": "L",
        "role_at_organization": "engineering",
        "anonymize_data": True,
        "email_opt_in": True,
        "toolbar_mode": "disabled",
        "theme_mode": "dark",
        "events_column_config": {"active": ["event", "timestamp"]},
        "has_seen_product_intro_for": {"surveys": True},
        "hedgehog_config": {"color": "red", "nested": {"a": [1, None]}},
    }
    assert client.patch(ME, wish, format="json").status_code == 200
    me = client.get(ME).json()
    assert {name: me[name] for name in wish} == wish
    assert client.put(ME, {"theme_mode": None}, format="json").json()["theme_mode"] is None
    assert client.get(ME).json()["first_name"] == "Alicia"


def test_me__what_no_client_may_write__stays(alice: User, with_session: Caller) -> None:
    wish = {
        "id": 1,
        "uuid": "0190aa00-1111-7222-8333-444455556666",
        "pending_email": "x@example.com",
        "is_email_verified": True,
        "is_2fa_enabled": True,
        "has_password": True,
        "date_joined": "2001-01-01T00:00:00Z",
        "scene_personalisation": [{"scene": "x", "dashboard": 1}],
    }
    client = with_session(alice)
    before = client.get(ME).json()
    assert client.patch(ME, wish, format="json").json() == before


def test_me__notifications__are_merged_and_checked(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    for wish in ({"plugin_disabled": False}, {"project_weekly_digest_disabled": {"17": True}}):
        client.patch(ME, {"notification_settings": wish}, format="json")
    kept = client.get(ME).json()["notification_settings"]
    assert kept["plugin_disabled"] is False
    assert kept["project_weekly_digest_disabled"] == {"17": True}
    assert kept["discussions_mentioned"] is True
    homes = ({"a": True}, {"b": True}, {"a": False})
    for home in homes:
        wish = {"organization_member_join_email_disabled": home}
        client.patch(ME, {"notification_settings": wish}, format="json")
    kept = client.get(ME).json()["notification_settings"]
    assert kept["organization_member_join_email_disabled"] == {"a": False, "b": True}


def test_me__notifications__do_not_grow_without_end(alice: User, with_session: Caller) -> None:
    client = with_session(alice)
    for part in range(3):
        many = {f"{part}-{number}-{'x' * 40}": True for number in range(800)}
        wish = {"notification_settings": {"project_weekly_digest_disabled": many}}
        answer = client.patch(ME, wish, format="json")
    assert answer.status_code == 400
    assert (answer.json()["attr"], answer.json()["code"]) == ("notification_settings", "max_length")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notification_settings", {"nothing": True}),
        ("notification_settings", {"plugin_disabled": "no"}),
        ("notification_settings", {"project_weekly_digest_disabled": {"17": 1}}),
        ("notification_settings", {"data_pipeline_error_threshold": 2}),
        ("notification_settings", {"data_pipeline_error_threshold": True}),
        ("notification_settings", []),
        ("notification_settings", None),
        ("events_column_config", "x"),
        ("events_column_config", {"a": "x" * 70_000}),
        ("hedgehog_config", [1]),
        ("hedgehog_config", {"a": "\x00"}),
        ("has_seen_product_intro_for", 17),
        ("theme_mode", "pink"),
        ("toolbar_mode", 17),
        ("anonymize_data", "perhaps"),
        ("role_at_organization", "a" * 65),
        ("is_staff", "perhaps"),
    ],
)
def test_me__bad_choice__400_names_it(
    alice: User, with_session: Caller, name: str, value: object
) -> None:
    answer = with_session(alice).patch(ME, {name: value}, format="json")
    assert answer.status_code == 400
    assert answer.json()["attr"] == name


def test_list__me_alone_unless_staff(
    alice: User, bob: User, charlie: User, with_key: Caller
) -> None:
    client = with_key(alice, "user:read")
    assert [u["email"] for u in client.get("/api/users/").json()["results"]] == [alice.email]
    assert client.get("/api/users/", {"email": bob.email}).json()["count"] == 1
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert client.get("/api/users/").json()["count"] == 3
    found = client.get("/api/users/", {"email": bob.email.upper()}).json()["results"]
    assert [u["uuid"] for u in found] == [str(bob.uuid)]
    staff = client.get("/api/users/", {"is_staff": "true"}).json()["results"]
    assert [u["uuid"] for u in staff] == [str(alice.uuid)]
    assert client.get("/api/users/", {"is_staff": "x"}).json()["attr"] == "is_staff"
    assert client.get("/api/users/?limit=1&offset=2").json()["results"][0]["email"]


def test_list__queries__do_not_grow_with_the_page(
    alice: User, garden: Organization, with_key: Caller
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = with_key(alice)
    client.get("/api/users/")
    with CaptureQueriesContext(connection) as few:
        client.get("/api/users/")
    for number in range(10):
        new_user(f"User{number}", garden, 1)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/api/users/").json()["results"]) == 11
    assert len(many) == len(few)


def test_staff__may_see_others_and_change_only_who_is_staff(
    alice: User, bob: User, with_session: Caller
) -> None:
    client, path = with_session(alice), f"/api/users/{bob.uuid}/"
    assert client.patch(ME, {"is_staff": True}, format="json").status_code == 403
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert client.get(path).json()["email"] == bob.email
    assert client.get(f"/api/users/{garbage()}/").status_code == 404
    assert client.get("/api/users/x/").status_code == 404
    assert client.patch(path, {"is_staff": True}, format="json").json()["is_staff"] is True
    for wish in ({"email": "x@example.com"}, {"first_name": "X"}, {"set_current_team": 1}):
        assert client.patch(path, wish, format="json").status_code in {400, 403}
    assert client.delete(path).status_code == 403
    for name in ("hedgehog_config", "two_factor_status"):
        assert client.get(f"{path}{name}/").status_code == 403
    bob.refresh_from_db()
    assert (bob.email, bob.first_name) == ("bob@example.com", "Bob")


def test_delete__after_leaving_every_organization(
    alice: User, bob: User, with_session: Caller, with_key: Caller
) -> None:
    client, key = with_session(bob), with_key(bob)
    answer = client.delete(ME)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    bob.memberships.all().delete()
    assert key.delete(ME).status_code == 403
    assert client.delete(ME).status_code == 204
    assert not User.objects.filter(pk=bob.pk).exists()
    assert client.get(ME).status_code == 401
    assert key.get(ME).status_code == 401


def test_hedgehog__a_patch_keeps_the_rest(alice: User, with_key: Caller) -> None:
    path = f"{ME}hedgehog_config/"
    writer, reader = with_key(alice, "user:write"), with_key(alice, "user:read")
    assert reader.get(path).json() == {}
    assert reader.patch(path, {"color": "red"}, format="json").status_code == 403
    writer.patch(path, {"color": "red", "party": True}, format="json")
    assert writer.patch(path, {"color": "blue"}, format="json").json() == {
        "color": "blue",
        "party": True,
    }
    for bad in ([1], "x", {"a": "x" * 70_000}):
        assert writer.patch(path, bad, format="json").status_code == 400
    assert reader.get(path).json()["color"] == "blue"


def test_scene__a_dashboard_that_is_not_there__400(alice: User, with_session: Caller) -> None:
    client, path = with_session(alice), f"{ME}scene_personalisation/"
    for bad in (999_999, "x", -1, 10**30):
        answer = client.post(path, {"scene": "Home", "dashboard": bad}, format="json")
        assert (answer.status_code, answer.json()["attr"]) == (400, "dashboard")
    assert client.post(path, {"dashboard": 1}, format="json").json()["attr"] == "scene"


def test_password__guessed_with_a_stolen_session__429(alice: User, with_session: Caller) -> None:
    alice.set_password(PASSWORD)
    alice.save()
    client = with_session(alice)
    wish = {"password": "another mole entirely", "current_password": "wrong"}
    for _ in range(5):
        assert client.patch(ME, wish, format="json").status_code == 400
    wish["current_password"] = PASSWORD
    assert client.patch(ME, wish, format="json").status_code == 429


def test_email__of_somebody_who_came_first_at_the_same_moment__400(
    alice: User, bob: User, with_session: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tenrec.resources.users.serializers.UserSerializer.validate_email", lambda _, email: email
    )
    answer = with_session(alice).patch(ME, {"email": bob.email}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "unique")


def garbage() -> str:
    return "0190aa00-1111-7222-8333-444455556666"


def test_scene__a_dashboard_of_this_project__is_kept_for_this_project(
    alice: User, project: Project, second_project: Project, with_session: Caller
) -> None:
    dashboards = apps.get_model("dashboards", "Dashboard")._default_manager
    mine = dashboards.create(project_id=project.id, name="Mine")
    other = dashboards.create(project_id=second_project.id, name="Other")
    gone = dashboards.create(project_id=project.id, name="Gone", deleted=True)
    client, path = with_session(alice), f"{ME}scene_personalisation/"
    chosen = client.post(path, {"scene": "Home", "dashboard": mine.pk}, format="json").json()
    assert chosen["scene_personalisation"] == [{"scene": "Home", "dashboard": mine.pk}]
    for bad in (other, gone):
        answer = client.post(path, {"scene": "Home", "dashboard": bad.pk}, format="json")
        assert answer.json()["code"] == "does_not_exist"
    client.patch(ME, {"set_current_team": second_project.id}, format="json")
    assert client.get(ME).json()["scene_personalisation"] == []
    client.patch(ME, {"set_current_team": project.id}, format="json")
    left = client.post(path, {"scene": "Home", "dashboard": None}, format="json").json()
    assert left["scene_personalisation"] == []


def test_email__asked_for_without_end__429(alice: User, bob: User, with_session: Caller) -> None:
    """Or a session would tell who has an account."""
    client = with_session(alice)
    for _ in range(5):
        answer = client.patch(ME, {"email": bob.email}, format="json")
        assert answer.json()["code"] == "unique"
    assert client.patch(ME, {"email": bob.email}, format="json").status_code == 429


def test_relations__to_a_user__let_the_user_be_deleted() -> None:
    """A relation that forbids it would make the deletion of an account a 500."""
    ways = {
        f"{relation.related_model.__name__}.{relation.field.name}": relation.on_delete
        for relation in User._meta.related_objects
        if not relation.many_to_many
    }
    forbidding = {n for n, way in ways.items() if way not in {models.CASCADE, models.SET_NULL}}
    assert forbidding == set()
