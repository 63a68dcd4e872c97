"""Settings as the documents tell them, step by step: keys of the user, key of the project."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
QUERY = {"query": {"kind": "HogQLQuery", "query": "select 1"}}


def asks(server: LiveServer, key: str) -> int:
    path = "/api/projects/@current/query/"
    return server.ask("POST", path, key=key, json=QUERY).status_code


def new_value(page: Page) -> str:
    """The value in the notice that shows it once."""
    notice = page.get_by_role("status").filter(has_text="you will not be able to see it again")
    return notice.locator("code").inner_text()


def open_keys(page: Page) -> None:
    page.get_by_role("button", name="account settings, theme and log-out").click()
    page.get_by_role("menuitem", name="Account settings").click()
    page.get_by_role("navigation", name="Settings").get_by_text("Personal API keys").click()


def row(page: Page, label: str) -> Locator:
    return (
        page.get_by_label("Your personal API keys").get_by_role("listitem").filter(has_text=label)
    )


def test_personal_api_key__made_used_rolled_deleted(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page)
    open_keys(page)
    page.get_by_role("button", name="Create personal API key").click()
    page.get_by_label("Label").fill("Weekly report")
    page.get_by_label("Scopes").select_option("Choose…")
    page.get_by_label("Insights: read", exact=True).check()
    page.get_by_label("Queries and events: read", exact=True).check()
    page.get_by_role("button", name="Create key").click()
    first = new_value(page)
    assert first.startswith("phx_")
    assert asks(server, first) == 200
    refused = server.ask("GET", "/api/projects/@current/persons/", key=first)
    assert "person:read" in refused.json()["detail"]
    expect(row(page, "Weekly report")).to_contain_text(f"phx_...{first[-4:]}")

    page.reload()
    expect(row(page, "Weekly report")).to_be_visible()
    expect(page.get_by_text(first)).to_have_count(0)

    page.get_by_role("button", name="Roll Weekly report").click()
    page.get_by_role("button", name="Roll now").click()
    second = new_value(page)
    assert (asks(server, first), asks(server, second)) == (401, 200)

    page.get_by_role("button", name="Delete Weekly report").click()
    page.get_by_role("button", name="Keep").click()
    assert asks(server, second) == 200
    page.get_by_role("button", name="Delete Weekly report").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(row(page, "Weekly report")).to_have_count(0)
    assert asks(server, second) == 401


def test_personal_api_key__limited_to_a_project__is_said_and_kept(
    server: LiveServer, watch: Watch
) -> None:
    page = watch(server.url)
    log_in(page, "/settings/user-api-keys")
    page.get_by_role("button", name="Create personal API key").click()
    page.get_by_label("Label").fill("One project")
    page.get_by_label("Scopes").select_option("Everything that you may do")
    page.get_by_label("Some projects").check()
    expect(page.get_by_role("button", name="Create key")).to_be_disabled()
    page.get_by_role("checkbox", name="Default project").check()
    page.get_by_role("button", name="Create key").click()
    value = new_value(page)
    expect(row(page, "One project")).to_contain_text("everything · only project")
    assert asks(server, value) == 200
    assert server.ask("GET", "/api/organizations/", key=value).status_code == 403


def test_project_settings__key_is_copied__name_is_saved(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in(page)
    page.get_by_role("button", name="Its settings, and other projects").click()
    page.get_by_role("menuitem", name="Project settings").click()
    expect(page.get_by_role("heading", name="Project Variables")).to_be_visible()
    page.get_by_role("button", name="Copy project api key").click()
    assert page.evaluate("navigator.clipboard.readText()") == server.token
    name = page.get_by_label("Name", exact=True)
    name.fill("Renamed here")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    name.fill("Default project")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
