"""The settings of a project: another one made, its tokens changed, its end."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accounts import ADMIN, join
from tests.live import TOKEN, LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
EVENT = {"event": "seen", "distinct_id": "somebody"}


def takes(server: LiveServer, token: str) -> int:
    return server.http.post("/capture/", json={"api_key": token, **EVENT}).status_code


def shown_secret(page: Page) -> str:
    notice = page.get_by_role("status").filter(has_text="you will not be able to see it again")
    return notice.locator("code").inner_text()


def open_new_project(page: Page, name: str) -> None:
    """By the switcher, which then shows it."""
    page.get_by_role("button", name="Its settings, and other projects").click()
    page.get_by_role("menuitem", name="New project…").click()
    dialog = page.get_by_role("dialog", name="New project")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Make the project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto("/settings/project")


def api_key(page: Page) -> str:
    value = page.locator("dd", has=page.get_by_role("button", name="Copy project api key"))
    return value.locator("code").inner_text()


def test_project__made_changed_and_deleted(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page, ADMIN, "Paula")
    open_new_project(page, "Web shop")
    first = api_key(page)
    assert first.startswith("phc_")
    assert first != TOKEN
    assert takes(server, first) == 200

    page.goto("/settings/project-capture")
    page.get_by_label("Do not keep IP addresses").check()
    expect(page.get_by_label("Do not keep IP addresses")).to_be_enabled()
    page.reload()
    expect(page.get_by_label("Do not keep IP addresses")).to_be_checked()

    page.goto("/settings/project")
    page.get_by_role("button", name="Make a secret token").click()
    secret = shown_secret(page)
    assert secret.startswith("phs_")
    page.get_by_role("button", name="Rotate the secret token").click()
    page.get_by_role("button", name="Rotate now").click()
    expect(page.get_by_text("still works")).to_be_visible()
    assert shown_secret(page) != secret
    page.get_by_role("button", name="Delete the one before").click()
    page.get_by_role("button", name="Delete it now").click()
    expect(page.get_by_text("still works")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("In use: phs_")).to_be_visible()
    expect(page.get_by_text(secret)).to_have_count(0)

    page.get_by_role("button", name="Reset the project API key").click()
    page.get_by_role("button", name="Reset it now").click()
    expect(page.get_by_text("The project has a new API key")).to_be_visible()
    assert api_key(page) != first
    assert takes(server, first) == 401

    page.get_by_role("button", name="Delete the project").click()
    page.get_by_label("Type its name").fill("web shop")
    expect(page.get_by_role("button", name="Delete it for good")).to_be_disabled()
    page.get_by_label("Type its name").fill("Web shop")
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Default project")
    assert takes(server, TOKEN) == 200
