"""POST /api/user/test_slack_webhook/: what callers are told, and how often."""

from typing import Any

import pytest

from tenrec.accounts.models import User
from tenrec.accounts.tests.cast import Caller
from tenrec.resources.legacy_user import webhook
from tenrec.rest.outbound import Unreached

WHERE = "/api/user/test_slack_webhook/"
HOOK = {"webhook": "https://hooks.slack.com/services/T/B/x"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have gone out; the host answers 404 to `missing` and not at all to `silent`."""
    made: list[Any] = []

    def post(url: str, body: Any) -> int:
        made.append((url, body))
        if "silent" in url:
            raise Unreached
        return 404 if "missing" in url else 200

    monkeypatch.setattr(webhook, "post_json", post)
    return made


def test_webhook__answers_well__success(alice: User, with_key: Caller, sent: list[Any]) -> None:
    assert with_key(alice, "user:write").post(WHERE, HOOK, format="json").json() == {
        "success": True
    }
    assert sent == [(HOOK["webhook"], {"text": "_Greetings_ from Tenrec!"})]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("missing", "The address answered 404."), ("silent", "The address did not answer.")],
)
def test_webhook__answers_badly__says_so_and_no_more(
    alice: User, with_session: Caller, sent: list[Any], kind: str, words: str
) -> None:
    body = {"webhook": f"https://example.com/{kind}"}
    answer = with_session(alice).post(WHERE, body, format="json")
    assert (answer.status_code, answer.json()) == (200, {"error": words})


@pytest.mark.parametrize(
    "webhook",
    [
        "",
        None,
        17,
        ["https://x"],
        "http://127.0.0.1:8123/",
        "https://localhost/",
        "https://169.254.169.254/",
        "x" * 2001,
    ],
)
def test_webhook__nothing_to_send_to__400_names_it(
    alice: User, with_key: Caller, webhook: Any
) -> None:
    answer = with_key(alice).post(WHERE, {"webhook": webhook}, format="json")
    assert (answer.status_code, answer.json()["attr"]) == (400, "webhook")


def test_webhook__private_or_unknown_name__is_told_alike(alice: User, with_key: Caller) -> None:
    """Or names inside the network could be found out."""
    client = with_key(alice)
    told = [
        client.post(WHERE, {"webhook": f"https://{name}/"}, format="json").json()
        for name in ("localhost", "no-such-name.invalid")
    ]
    assert told[0] == told[1]


def test_webhook__key_that_only_reads_or_nobody__refused(
    alice: User, with_key: Caller, client: Any, sent: list[Any]
) -> None:
    assert with_key(alice, "user:read").post(WHERE, HOOK, format="json").status_code == 403
    assert client.post(WHERE, HOOK).status_code == 401
    assert sent == []


def test_webhook__again_and_again__429(alice: User, with_key: Caller, sent: list[Any]) -> None:
    client = with_key(alice)
    answers = [client.post(WHERE, HOOK, format="json").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert len(sent) == 5
