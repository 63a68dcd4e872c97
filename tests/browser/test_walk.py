"""From the set-up link to an SDK's event on the page, to SQL that counts it, out and in again."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.live import LiveServer

pytestmark = pytest.mark.slow

EMAIL, PASSWORD = "alice@tenrec.example", "a small animal like a hedgehog"
Watch = Callable[..., Page]


class FreshServer(LiveServer):
    """As `make run` starts it the first time: nobody has an account."""

    def env(self) -> dict[str, str]:
        return {k: v for k, v in super().env().items() if not k.startswith("TENREC_BOOTSTRAP_")}

    @property
    def link(self) -> str:
        """The one-time link that it printed."""
        found = re.findall(r"http://\S+/setup\?token=\S+", self.said())
        assert found, self.said()
        return str(found[-1])


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[FreshServer]:
    live = FreshServer(tmp_path)
    try:
        yield live.start()
        live.stop()
    finally:
        live.close()


def _sign_up(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill("Alice")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("password")
    page.get_by_label("Organization").fill("Tenrec Ltd")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Waiting for the first event")).to_be_visible()


def _copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.get_by_role("button", name="Copied")).to_have_count(0)
    return str(page.evaluate("navigator.clipboard.readText()"))


def _ask(page: Page, sql: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(sql)


def test_web_app__first_start__walks_from_the_link_to_an_event_and_back_in(
    fresh: FreshServer, watch: Watch
) -> None:
    page = watch(fresh.url)
    page.goto("/")
    expect(page.get_by_role("heading", name="Make the first account")).to_be_visible()

    link = fresh.link
    _sign_up(page, link)
    assert _copied(page, "Copy project token").startswith("phc_")

    # The snippet of the page, run as it stands by the released SDK.
    snippet = _copied(page, "Copy the Python snippet")
    subprocess.run([sys.executable, "-c", snippet], check=True, timeout=60, env=fresh.env())
    events = page.get_by_role("list", name="Newest events")
    expect(events.get_by_text("signed up")).to_be_visible()
    events.get_by_role("button", name="signed up").click()
    expect(page.get_by_label("Properties of signed up")).to_contain_text('"plan": "pro"')

    page.get_by_role("link", name="SQL").click()
    _ask(
        page, "select event, count() as total, 9007199254740993 as large from events group by event"
    )
    page.keyboard.press("Control+Enter")
    row = page.get_by_role("row").filter(has_text="signed up")
    expect(row.get_by_role("cell")).to_have_text(["1", "signed up", "1", "9007199254740993"])
    _ask(page, "select evnt from events")
    expect(page.locator(".cm-lintRange-error")).to_have_text("evnt")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("evnt")

    page.get_by_role("link", name="Pipeline").click()
    expect(page.get_by_text("All is well")).to_be_visible()
    expect(page.get_by_text("Nothing has been stored yet")).to_have_count(0)

    page.get_by_role("button", name="theme and log-out").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link has been used")).to_be_visible()

    page.goto("/pipeline")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("E-mail or password is wrong")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Pipeline")).to_be_visible()
    assert page.url == fresh.url + "/pipeline"
