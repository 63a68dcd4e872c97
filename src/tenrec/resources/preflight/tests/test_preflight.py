"""What the web app asks first."""

from rest_framework.test import APIClient

from tenrec.accounts.models import Organization


def test_preflight__nobody__knows_whether_there_is_an_organization(db: None) -> None:
    answer = APIClient().get("/_preflight")
    assert answer.status_code == 200
    assert answer.json()["initiated"] is False
    assert answer["Cache-Control"] == "no-store"
    assert "posthog_csrftoken" in answer.cookies
    Organization.objects.create(name="Garden")
    assert APIClient().get("/_preflight/").json()["initiated"] is True
