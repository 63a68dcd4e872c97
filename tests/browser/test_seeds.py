"""What guides to PostHog tell about API keys, step by step and in their words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]


def settings_item(page: Page, label: str) -> Locator:
    """An entry of the list at the side of the settings."""
    return page.get_by_role("navigation", name="Settings").get_by_role("link", name=label)


def profile(page: Page) -> Locator:
    """The name and the first letter of who is logged in, at the bottom left."""
    button = page.get_by_role("button", name="alice@tenrec.example")
    box = button.bounding_box()
    assert box is not None
    assert box["x"] < 220
    assert box["y"] > page.viewport_size["height"] / 2
    return button


def create(page: Page, name: str) -> str:
    """Label, scopes, 'Create key'; the value is shown once, with a warning and a button."""
    page.get_by_label("Label").fill(name)
    page.get_by_label("Scopes").select_option("Everything that you may do")
    page.get_by_role("button", name="Create key").click()
    notice = page.get_by_role("status").filter(has_text="you will not be able to see it again")
    notice.get_by_role("button", name="Copy the key").click()
    value = str(page.evaluate("navigator.clipboard.readText()"))
    assert value == notice.locator("code").inner_text()
    # At the top of the list you should now be seeing your brand new key.
    keys = page.get_by_role("list", name="Your personal API keys").get_by_role("listitem")
    expect(keys.first).to_contain_text(name)
    return value


def status(server: LiveServer, key: str) -> int:
    return server.ask("GET", "/api/projects/", key=key).status_code


def test_seed_000__setup_then_personal_api_keys(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page)
    page.get_by_role("navigation", name="Screens").get_by_role("link", name="Settings").click()
    settings_item(page, "Personal API keys").click()
    page.get_by_role("button", name="+ Create personal API key").click()
    value = create(page, "Seed 000")
    page.reload()
    expect(page.get_by_text("Seed 000")).to_be_visible()
    expect(page.get_by_text(value)).to_have_count(0)  # you'll never see it again
    assert status(server, value) == 200


def test_seed_001__your_name_then_account_settings(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page)
    profile(page).click()
    page.get_by_role("menuitem", name="Account settings").click()
    settings_item(page, "Personal API keys").click()
    page.get_by_role("button", name="Create personal API key").click()
    assert status(server, create(page, "Seed 001")) == 200


def test_seed_002__created_and_revoked(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page)
    profile(page).click()
    page.get_by_role("menuitem", name="Account settings").click()
    settings_item(page, "Personal API keys").click()
    page.get_by_role("button", name="Create personal API key").click()
    value = create(page, "Production automation")
    assert status(server, value) == 200
    key = page.get_by_role("listitem").filter(has_text="Production automation")
    key.get_by_role("button", name="Delete").click()
    key.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("Production automation")).to_have_count(0)
    assert status(server, value) == 401

    # Find your project token in Project Settings → Project Variables.
    settings_item(page, "Project settings").click()
    variables = page.locator("section").filter(
        has=page.get_by_role("heading", name="Project Variables")
    )
    expect(variables).to_contain_text(server.token)


def test_seed_003__profile_settings_scopes(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page)
    profile(page).click()
    page.get_by_role("menuitem", name="settings").click()
    settings_item(page, "Personal API keys").click()
    page.get_by_role("button", name="Create personal API key").click()
    page.get_by_label("Label").fill("My Integration")
    page.get_by_label("Scopes").select_option("Choose…")
    page.get_by_label("Insights: read", exact=True).check()
    page.get_by_label("Persons: read", exact=True).check()
    page.get_by_role("button", name="Create key").click()
    key = page.get_by_role("listitem").filter(has_text="My Integration")
    expect(key).to_contain_text("insight:read")
    expect(key).to_contain_text("person:read")


@pytest.mark.parametrize("way", ["gear", "project name"])
def test_seed_004__project_settings_and_a_copy_button(
    server: LiveServer, watch: Watch, way: str
) -> None:
    page = watch(server.url)
    log_in(page)
    if way == "gear":
        page.get_by_role("navigation", name="Screens").get_by_role("link", name="Settings").click()
        settings_item(page, "Project settings").click()
    else:
        page.get_by_role("button", name="Default project").click()
        page.get_by_role("menuitem", name="Project settings").click()
    row = page.locator("dl > div").filter(has_text="Project API key")
    expect(row).to_contain_text("phc_")
    row.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == server.token
    expect(row).to_be_in_viewport()  # near the top of the page

    profile(page).click()
    page.get_by_role("menuitem", name="Account settings").click()
    settings_item(page, "Personal API keys").click()
    expect(page.get_by_role("button", name="Create personal API key")).to_be_visible()
