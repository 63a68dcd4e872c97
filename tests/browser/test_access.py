"""Every screen, light and dark: nothing that axe-core knows stands in anybody's way."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accounts import invited
from tests.browser.axe import barriers
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
SCREENS = [
    "/",
    "/sql",
    "/pipeline",
    "/settings/project",
    "/settings/project-capture",
    "/settings/project-analysis",
    "/settings/project-activity",
    "/settings/organization",
    "/settings/organization-members",
    "/settings/organization-roles",
    "/settings/organization-activity",
    "/settings/user-profile",
    "/settings/user-security",
    "/settings/user-api-keys",
    "/settings/appearance",
    "/no/such/screen",
]
WIDTHS = {"light": 1280, "dark": 390}


def settled(page: Page) -> None:
    """Nothing is being loaded, nothing moves."""
    expect(page.locator("main, h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Loading…")).to_have_count(0)
    page.evaluate("Promise.all(document.getAnimations().map((a) => a.finish()))")


@pytest.mark.parametrize("theme", WIDTHS)
def test_screens__behind_the_log_in__stand_in_nobodys_way(
    server: LiveServer, watch: Watch, theme: str
) -> None:
    server.send([{"event": "seen", "distinct_id": "somebody", "properties": {"plan": "pro"}}])
    page = watch(server.url, width=WIDTHS[theme])
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    log_in(page)
    found = {}
    for path in SCREENS:
        page.goto(path)
        settled(page)
        if path == "/sql":
            page.get_by_role("button", name="Run").click()
            expect(page.get_by_role("button", name="Download")).to_be_visible()
        if path == "/settings/user-api-keys":
            page.get_by_role("button", name="Create personal API key").click()
            page.get_by_label("Scopes").select_option("Choose…")
        if path == "/settings/project-analysis":
            page.get_by_role("button", name="Add a filter").click()
        if wrong := barriers(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("theme", WIDTHS)
def test_screens__before_the_log_in__stand_in_nobodys_way(
    server: LiveServer, watch: Watch, theme: str
) -> None:
    _, signup = invited(server)
    page = watch(server.url, width=WIDTHS[theme])
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = {}
    for path in (
        "/login",
        "/reset",
        "/reset/x/y",
        signup,
        "/signup/00000000-0000-0000-0000-000000000000",
        "/verify_email/x/y",
        "/setup?token=used",
        "/shared/nothing",
        "/embedded/nothing",
    ):
        page.goto(path)
        settled(page)
        if wrong := barriers(page):
            found[path] = wrong
    assert found == {}


def test_menus_and_dialogs__opened__stand_in_nobodys_way(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    page.emulate_media(reduced_motion="reduce")
    log_in(page)
    settled(page)
    page.get_by_role("button", name="Its settings, and other projects").click()
    assert barriers(page, "[role=menu]") == []
    page.get_by_role("menuitem", name="New project…").click()
    expect(page.get_by_role("dialog", name="New project")).to_be_visible()
    assert barriers(page, "dialog[open]") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="account settings, theme and log-out").click()
    assert barriers(page, "[role=menu]") == []
