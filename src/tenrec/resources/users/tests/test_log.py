"""What users change of themselves, as the organizations read it."""

from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import PASSWORD, Caller
from tenrec.activity.models import ActivityLog

ME = "/api/users/@me/"


def changes_of(user: User) -> list[tuple[str, object, object]]:
    rows = ActivityLog.objects.filter(scope="User", activity="updated", item_id=str(user.pk))
    found = [change for row in rows.order_by("created_at") for change in row.detail["changes"]]
    return [(change["field"], change["before"], change["after"]) for change in found]


def test_update__who_one_is__is_logged(alice: User, with_key: Caller) -> None:
    with_key(alice).patch(ME, {"first_name": "Alicia"}, format="json")
    assert changes_of(alice) == [("first_name", "Alice", "Alicia")]
    row = ActivityLog.objects.get(scope="User")
    assert row.user == alice


def test_update__what_one_likes__is_not(alice: User, with_key: Caller) -> None:
    with_key(alice).patch(ME, {"theme_mode": "dark", "first_name": "Alice"}, format="json")
    assert changes_of(alice) == []


def test_update__password__is_told_without_it(alice: User, with_session: Caller) -> None:
    answer = with_session(alice).patch(ME, {"password": PASSWORD}, format="json")
    assert answer.status_code == 200, answer.content
    assert changes_of(alice) == [("password", None, None)]


def test_update__refused__nothing_is_logged(alice: User, with_session: Caller) -> None:
    wish = {"first_name": "Alicia", "email": "no address"}
    assert with_session(alice).patch(ME, wish, format="json").status_code == 400
    assert changes_of(alice) == []


def test_update__staff_made_by_staff__tells_whom_and_by_whom(
    alice: User, bob: User, with_session: Caller
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    with_session(alice).patch(f"/api/users/{bob.uuid}/", {"is_staff": True}, format="json")
    assert changes_of(bob) == [("is_staff", False, True)]
    assert ActivityLog.objects.get(scope="User").user == alice
