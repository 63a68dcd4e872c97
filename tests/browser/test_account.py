"""One's own account: profile, password, second factor, sessions, being asked again."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.accounts import PASSWORD, Person, code_of, join, link_of, log_out, make_stale
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
SECURITY = "/settings/user-security"


def begin_log_in(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")


def set_up(page: Page) -> tuple[str, list[str]]:
    """Turns the second factor on; the secret and the back-up codes."""
    page.goto(SECURITY)
    page.get_by_role("button", name="Set it up").click()
    picture = page.get_by_alt_text("QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    page.get_by_role("button", name="Copy the secret").click()
    secret = str(page.evaluate("navigator.clipboard.readText()"))
    page.get_by_label("The code that the app shows").fill("000000")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_label("The code that the app shows")).to_have_attribute(
        "aria-invalid", "true"
    )
    page.get_by_label("The code that the app shows").fill(code_of(secret, later=-1))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.get_by_role("list", name="Back-up codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    return secret, codes.all_inner_texts()


def test_second_factor__set_up__is_asked_for_until_it_is_turned_off(
    server: LiveServer, watch: Watch
) -> None:
    page = watch(server.url)
    person = join(server, page)
    secret, codes = set_up(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download").click()
    assert codes[0] in saved.value.path().read_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 back-up codes left")).to_be_visible()

    log_out(page)
    begin_log_in(page, person)
    page.get_by_role("textbox", name="Code").fill("not a code")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("textbox", name="Code")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("textbox", name="Code").fill(code_of(secret))
    page.get_by_label("Remember this browser").uncheck()
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()

    log_out(page)
    time.sleep(2)  # a wrong code that was none of the app's makes back-up codes wait for a second
    begin_log_in(page, person)
    page.get_by_role("textbox", name="Code").fill(codes[1])
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    log_out(page)
    log_in(page, SECURITY, person.email, person.password)  # remembered: no code is asked for
    expect(page.get_by_text("9 back-up codes left")).to_be_visible()

    page.get_by_role("button", name="New back-up codes").click()
    page.get_by_role("button", name="Make new ones").click()
    fresh = page.get_by_role("list", name="Back-up codes").get_by_role("listitem")
    expect(fresh).to_have_count(10)
    assert not set(fresh.all_inner_texts()) & set(codes)
    page.get_by_role("button", name="Turn it off").click()
    page.get_by_role("button", name="Turn it off now").click()
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()


def test_password__forgotten__is_chosen_anew_by_the_link(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    person = join(server, page)
    log_out(page)
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill("nobody@tenrec.example")
    page.get_by_role("button", name="Send the link").click()
    nothing_told = page.get_by_text("If there is an account for")
    expect(nothing_told).to_be_visible()
    page.goto("/reset")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    expect(nothing_told).to_be_visible()

    path = "/reset/" + link_of(server, person.email, "password_tokens")
    page.goto(path)
    page.get_by_label("New password").fill("password")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("New password").fill("another animal without spines")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    page.goto(path)
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_password__changed__errors_stand_at_their_fields(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    person = join(server, page)
    page.goto(SECURITY)
    current, new = page.get_by_label("Current password"), page.get_by_label("New password")
    current.fill("not this one")
    new.fill("another animal without spines")
    page.get_by_role("button", name="Change the password").click()
    expect(current).to_have_attribute("aria-invalid", "true")
    current.fill(PASSWORD)
    new.fill("12345678")
    page.get_by_role("button", name="Change the password").click()
    expect(new).to_have_attribute("aria-invalid", "true")
    expect(current).not_to_have_attribute("aria-invalid", "true")
    new.fill("another animal without spines")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status").filter(has_text="Changed")).to_be_visible()
    log_out(page)
    log_in(page, "/", person.email, "another animal without spines")


def test_profile__name__is_saved_and_shown(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page)
    page.get_by_role("button", name="account settings, theme and log-out").click()
    page.get_by_role("menuitem", name="Account settings").click()
    page.get_by_label("First name").fill("Robert")
    page.get_by_label("What you do").fill("Engineering")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Robert .*account"))).to_be_visible()


def test_email__changed_where_mails_are_sent__waits_for_its_link(
    new_server: Callable[..., LiveServer], watch: Watch
) -> None:
    # Nobody listens there: the e-mail waits as a job, and the link is made as its job would.
    server = new_server(TENREC_EMAIL_URL="smtp://127.0.0.1:9").start()
    page = watch(server.url)
    person = join(server, page)
    page.goto("/settings/user-profile")
    page.get_by_label("E-mail").fill("new.address@tenrec.example")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("new.address@tenrec.example is not verified yet")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("button", name="Sent again")).to_be_disabled()
    path = "/verify_email/" + link_of(server, person.email, "address_tokens")
    page.goto(path)
    expect(page.get_by_text("The address is verified")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    page.goto("/settings/user-profile")
    expect(page.get_by_label("E-mail")).to_have_value("new.address@tenrec.example")
    page.goto(path)
    expect(page.get_by_text("This link does not work")).to_be_visible()


def test_sessions__ended_from_elsewhere__have_to_log_in_again(
    server: LiveServer, watch: Watch
) -> None:
    here, there = watch(server.url), watch(server.url)
    person = join(server, here)
    log_in(there, "/", person.email, person.password)
    here.goto(SECURITY)
    sessions = here.get_by_role("list", name="Your sessions").get_by_role("listitem")
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="this one")).to_contain_text("Chrome on Linux")
    other = sessions.filter(has_not_text="this one")
    other.get_by_role("button", name="Log out").click()
    other.get_by_role("button", name="Log out", exact=True).click()
    expect(sessions).to_have_count(1)
    there.goto("/")
    expect(there.get_by_role("heading", name="Log in")).to_be_visible()

    log_in(there, "/", person.email, person.password)
    here.reload()
    here.get_by_role("button", name="Log out everywhere else").click()
    here.get_by_role("button", name="Log out there").click()
    expect(sessions).to_have_count(1)
    there.goto("/")
    expect(there.get_by_role("heading", name="Log in")).to_be_visible()


def test_stale_session__sensitive_action__asks_once_and_goes_on(
    server: LiveServer, watch: Watch
) -> None:
    page = watch(server.url)
    person = join(server, page)
    page.goto("/settings/user-api-keys")
    make_stale(server, person.email)
    page.get_by_role("button", name="Create personal API key").click()
    page.get_by_label("Label").fill("After a while")
    page.get_by_role("button", name="Create key").click()
    question = page.get_by_role("dialog", name="Is it still you?")
    question.get_by_label("Your password").fill("not mine")
    question.get_by_role("button", name="Go on").click()
    expect(question.get_by_label("Your password")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("The key was not made")

    page.get_by_role("button", name="Create key").click()
    question.get_by_label("Your password").fill(PASSWORD)
    question.get_by_role("button", name="Go on").click()
    expect(question).to_have_count(0)
    keys = page.get_by_label("Your personal API keys").get_by_role("listitem")
    expect(keys).to_have_count(1)
    page.get_by_role("button", name="Delete After a while").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(keys).to_have_count(0)


def test_stale_session__with_a_second_factor__asks_for_both(
    server: LiveServer, watch: Watch
) -> None:
    page = watch(server.url)
    person = join(server, page)
    secret, _ = set_up(page)
    page.goto(SECURITY)
    make_stale(server, person.email)
    page.get_by_role("button", name="Turn it off").click()
    page.get_by_role("button", name="Turn it off now").click()
    question = page.get_by_role("dialog", name="Is it still you?")
    question.get_by_label("Your password").fill(PASSWORD)
    question.get_by_role("textbox", name="Code").fill(code_of(secret))
    question.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()
