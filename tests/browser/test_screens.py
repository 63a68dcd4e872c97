"""Single screens of a server that is set up: keyboard, small screens, wrong addresses."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]


def test_live_events__odd_properties__are_shown_as_sent(server: LiveServer, watch: Watch) -> None:
    sent = '{"2":null,"1":12345678901234567890,"price":1.50,"empty":{},"a.b":"<b>🦔</b>"}'
    page = watch(server.url)
    log_in(page)
    event = (
        f'{{"api_key":"{server.token}","event":"odd","distinct_id":"odd one","properties":{sent}}}'
    )
    server.http.post("/capture/", content=event, headers={"content-type": "application/json"})
    page.get_by_role("button", name="odd odd one").first.click()
    shown = page.get_by_label("Properties of odd").inner_text()
    for piece in json.loads(sent):
        assert json.dumps(piece) in shown
    for piece in ("12345678901234567890", '"2": null', '"empty": {}', "<b>🦔</b>"):
        assert piece in shown


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sql",
        "/pipeline",
        "/settings/project",
        "/settings/project-capture",
        "/settings/project-analysis",
        "/settings/project-activity",
        "/settings/organization-activity",
        "/settings/organization",
        "/settings/organization-members",
        "/settings/organization-roles",
        "/settings/user-profile",
        "/settings/user-security",
        "/settings/user-api-keys",
    ],
)
def test_screen__on_a_phone__fits_its_width(server: LiveServer, watch: Watch, path: str) -> None:
    page = watch(server.url, width=380, height=780)
    log_in(page, path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Loading…")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.get_by_role("button", name="Open the navigation").click()
    expect(page.get_by_role("link", name="Pipeline")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Pipeline")).to_have_count(0)


def test_keyboard__first_tab__skips_to_the_content(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page, "/pipeline")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/setup", "/settings/project"),
        ("/me/settings", "/settings/user-profile"),
        ("/project/settings", "/settings/project"),
        ("/organization/members", "/settings/organization-members"),
        ("/project/1/settings/user-api-keys", "/settings/user-api-keys"),
        ("/settings/user", "/settings/user-profile"),
        ("/settings/environment-details", "/settings/project"),
    ],
)
def test_address__that_guides_to_posthog_name__opens_the_screen(
    server: LiveServer, watch: Watch, old: str, new: str
) -> None:
    page = watch(server.url)
    log_in(page)
    page.goto(old)
    expect(page).to_have_url(server.url + new)
    current = page.get_by_role("navigation", name="Settings").locator("[aria-current=page]")
    expect(current).to_have_count(1)


def test_address__of_no_screen__says_so(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page, "/no/such/screen")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()


def test_theme__chosen__stays_after_a_reload(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    log_in(page, "/settings/appearance")
    page.get_by_label("Dark").check()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect(page.get_by_label("Dark")).to_be_checked()
