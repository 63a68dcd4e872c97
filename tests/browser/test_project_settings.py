"""What a project captures and how it is read, set on its screens and asked of the API."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accounts import ADMIN, join
from tests.browser.test_projects import open_new_project
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]


def settings(page: Page) -> dict[str, Any]:
    """The open project, as the API gives it to who is logged in."""
    answer = page.request.get("/api/projects/@current/")
    assert answer.status == 200
    told: dict[str, Any] = answer.json()
    return told


def save(page: Page, title: str) -> None:
    card = page.locator("section").filter(has=page.get_by_role("heading", name=title))
    card.get_by_role("button", name="Save", exact=True).click()
    expect(card.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def test_capture__set_on_the_screen__is_kept(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page, ADMIN, "Cora")
    open_new_project(page, "Captured")

    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Weeks begin on").select_option("Monday")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()

    page.get_by_role("navigation", name="Settings").get_by_text("Capture").click()
    add = page.get_by_role("button", name="+ Add URL")
    add.click()
    expect(page.get_by_label("URL 1", exact=True)).to_be_focused()
    page.keyboard.type("not an address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("http")
    page.get_by_label("URL 1", exact=True).fill("https://*.tenrec.example")
    add.click()
    page.get_by_label("URL 2", exact=True).fill("http://localhost:3000")
    save(page, "Authorized URLs")
    page.get_by_role("button", name="Remove http://localhost:3000").click()
    save(page, "Authorized URLs")

    page.get_by_label("Clicks, changes and submitted forms").uncheck()
    expect(page.get_by_label("Clicks, changes and submitted forms")).to_be_enabled()
    page.get_by_label("How fast pages load").uncheck()
    expect(page.get_by_label("How fast pages load")).to_be_enabled()
    page.get_by_label("Leave out events older than").fill("1.5")
    save(page, "Privacy")

    page.reload()
    expect(page.get_by_label("Clicks, changes and submitted forms")).not_to_be_checked()
    expect(page.get_by_label("Leave out events older than")).to_have_value("1.5")
    kept = settings(page)
    assert kept["app_urls"] == ["https://*.tenrec.example"]
    assert (kept["autocapture_opt_out"], kept["capture_performance_opt_in"]) == (True, False)
    assert kept["drop_events_older_than_seconds"] == 129_600
    assert (kept["timezone"], kept["week_start_day"]) == ("Asia/Tokyo", 1)


def test_test_accounts__filters_written_changed_removed(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page, ADMIN, "Tess")
    open_new_project(page, "Filtered")
    token = settings(page)["api_token"]
    properties = {"plan": "pro", "$set": {"email": "t@tenrec.example"}}
    event = {"api_key": token, "event": "seen", "distinct_id": "t", "properties": properties}
    assert server.http.post("/capture/", json=event).status_code == 200
    server.wait_until_stored()
    odd = {"type": "hogql", "key": "properties.plan != 'x'", "value": None}
    token_of_form = page.context.cookies()
    csrf = next(c["value"] for c in token_of_form if c["name"] == "posthog_csrftoken")
    page.request.patch(
        "/api/projects/@current/",
        data={"test_account_filters": [odd]},
        headers={"X-CSRFToken": csrf, "Referer": server.url},
    )

    page.goto("/settings/project-analysis")
    expect(page.get_by_text("SQL: properties.plan != 'x'")).to_be_visible()
    page.get_by_role("button", name="Add a filter").click()
    expect(page.get_by_text("Each filter needs a property and a value")).to_be_visible()
    # Property definitions of persons are offered.
    expect(page.locator("datalist option[value=email]")).to_be_attached()
    page.get_by_label("Property of filter 2").fill("email")
    page.get_by_label("Value of filter 2").fill("@tenrec.example")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a filter").click()
    page.get_by_label("Kind of filter 3").select_option("Event")
    page.get_by_label("Property of filter 3").fill("plan")
    page.get_by_label("Operator of filter 3").select_option("is not")
    expect(page.locator("datalist option[value=pro]")).to_be_attached()
    page.get_by_label("Value of filter 3").fill("free, old")
    page.keyboard.press("Enter")
    page.get_by_label("Value of filter 3").fill("team")
    save(page, "Internal and test users")
    email = {
        "key": "email",
        "type": "person",
        "operator": "not_icontains",
        "value": "@tenrec.example",
    }
    plan = {"key": "plan", "type": "event", "operator": "is_not", "value": ["free, old", "team"]}
    assert settings(page)["test_account_filters"] == [odd, email, plan]

    page.reload()
    page.get_by_label("Operator of filter 3").select_option("is set")
    page.get_by_role("button", name="Remove filter 2").click()
    page.get_by_label("New insights leave them out from the start").check()
    save(page, "Internal and test users")
    kept = settings(page)
    plan = {"key": "plan", "type": "event", "operator": "is_set", "value": "is_set"}
    assert kept["test_account_filters"] == [odd, plan]
    assert kept["test_account_filters_default_checked"] is True
