"""A log-in with a code that really came by e-mail, where the operator asks for one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.mailbox import Mailbox
from tests.live import EMAIL, PASSWORD, LiveServer

pytestmark = pytest.mark.slow


def begin_log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def test_log_in__code_of_the_mail__opens_and_is_remembered(
    new_server: Callable[..., LiveServer], watch: Callable[..., Page]
) -> None:
    with Mailbox() as mailbox:
        settings = {"TENREC_EMAIL_URL": mailbox.url, "TENREC_EMAIL_CODES": "on"}
        server = new_server(**settings).start()
        page = watch(server.url)
        begin_log_in(page)
        expect(page.get_by_text("a code is on its way")).to_be_visible()
        found = re.search(r"(\d{6}) is the code", mailbox.letter(0))
        assert found is not None

        field = page.get_by_role("textbox", name="Code")
        field.fill(f"{(int(found[1]) + 1) % 10**6:06}")
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(field).to_have_attribute("aria-invalid", "true")
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_text("The code was not sent again")).to_be_visible()
        field.fill(found[1])
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_role("heading", name="Default project")).to_be_visible()

        page.context.clear_cookies(name="sessionid")
        begin_log_in(page)
        expect(page.get_by_role("heading", name="Default project")).to_be_visible()
        assert len(mailbox.letters) == 1, "this browser is remembered"
