"""The organization: who is invited, who belongs to it, what its rules and levels let them do."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.accounts import ADMIN, OWNER, PASSWORD, code_of, invited, join
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
MEMBERS = "/settings/organization-members"
GENERAL = "/settings/organization"


def member(page: Page, text: str) -> Locator:
    members = page.get_by_role("list", name="Members", exact=True)
    return members.get_by_role("listitem").filter(has_text=text)


def invite(page: Page, text: str) -> Locator:
    return (
        page.get_by_role("list", name="Open invites").get_by_role("listitem").filter(has_text=text)
    )


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_member__invited_joins_is_promoted_and_removed(server: LiveServer, watch: Watch) -> None:
    owner, guest = watch(server.url), watch(server.url)
    log_in(owner, MEMBERS)
    owner.get_by_role("button", name="Invite somebody").click()
    form_address = owner.get_by_label("E-mail", exact=True)
    form_address.fill("alice@tenrec.example")
    owner.get_by_role("button", name="Invite", exact=True).click()
    expect(form_address).to_have_attribute("aria-invalid", "true")  # she is a member
    form_address.fill("carol@tenrec.example")
    owner.get_by_role("button", name="Invite", exact=True).click()
    expect(owner.get_by_text("carol@tenrec.example is invited")).to_be_visible()
    link = copied(owner, "Copy link for carol@tenrec.example")

    guest.goto(link)
    expect(guest.get_by_role("heading", name="Join Tests")).to_be_visible()
    expect(guest.get_by_text("c***l@tenrec.example")).to_be_visible()
    guest.get_by_label("Your name").fill("Carol")
    guest.get_by_label("Password", exact=True).fill("12345678")
    guest.get_by_role("button", name="Make the account and join").click()
    expect(guest.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    guest.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.get_by_role("button", name="Make the account and join").click()
    expect(guest.get_by_role("navigation", name="Screens")).to_be_visible()

    owner.reload()
    expect(member(owner, "carol@")).to_contain_text("no 2FA")
    expect(invite(owner, "carol@")).to_have_count(0)
    owner.get_by_label("Level of Carol").select_option("Admin")
    guest.goto(MEMBERS)
    expect(member(guest, "carol@")).to_contain_text("Admin")
    expect(member(guest, "carol@").get_by_role("combobox")).to_have_count(0)
    owner.get_by_role("button", name="API keys of alice@tenrec.example").click()
    keys = owner.get_by_role("table", name="API keys of alice")
    expect(keys.get_by_role("row")).to_have_count(2)  # the head, and the key that made this server

    owner.get_by_role("button", name="Remove Carol").click()
    owner.get_by_role("button", name="Remove now").click()
    expect(member(owner, "carol@")).to_have_count(0)
    guest.goto("/")
    expect(guest.get_by_text("You have no project")).to_be_visible()


def test_member__of_the_lowest_level__is_offered_nothing_that_is_refused(
    server: LiveServer, watch: Watch
) -> None:
    page = watch(server.url)
    person = join(server, page, name="Dora")
    page.goto(GENERAL)
    expect(page.get_by_label("Name", exact=True)).to_be_disabled()
    for box in page.get_by_role("checkbox").all():
        expect(box).to_be_disabled()
    expect(page.get_by_text("Danger zone")).to_have_count(0)
    page.goto("/settings/project")
    expect(page.get_by_text("Only admins make and change it.")).to_be_visible()
    expect(page.get_by_text("Danger zone")).to_have_count(0)

    page.goto(MEMBERS)
    expect(member(page, "alice@").get_by_role("button")).to_have_count(0)
    member(page, person.email).get_by_role("button", name="Leave").click()
    page.get_by_role("button", name="Leave now").click()
    expect(page.get_by_text("You have no project")).to_be_visible()


def test_invite__sent_anew_and_deleted__old_links_say_so(server: LiveServer, watch: Watch) -> None:
    page, stranger = watch(server.url), watch(server.url)
    email, first = invited(server)
    log_in(page, MEMBERS)
    page.get_by_role("button", name=f"Send {email} a new link").click()
    expect(page.get_by_text(f"{email} is invited")).to_be_visible()
    second = copied(page, f"Copy link for {email}")
    stranger.goto(first)
    expect(stranger.get_by_role("heading", name="This invite is not valid")).to_be_visible()
    stranger.goto(second)
    expect(stranger.get_by_role("heading", name="Join Tests")).to_be_visible()
    invite(page, email).get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete now").click()
    expect(invite(page, email)).to_have_count(0)
    stranger.reload()
    expect(stranger.get_by_role("heading", name="This invite is not valid")).to_be_visible()


def test_invite__for_somebody_else__offers_to_log_out(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page)
    _, path = invited(server)
    page.goto(path)
    expect(page.get_by_role("heading", name="This invite is for somebody else")).to_be_visible()
    page.get_by_role("button", name="Log out and look again").click()
    expect(page.get_by_role("heading", name="Join Tests")).to_be_visible()


def test_invite__with_an_account__joins_after_the_log_in(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    person = join(server, page)
    page.goto(MEMBERS)
    member(page, person.email).get_by_role("button", name="Leave").click()
    page.get_by_role("button", name="Leave now").click()
    expect(page.get_by_text("You have no project")).to_be_visible()
    page.context.clear_cookies()

    _, path = invited(server, ADMIN, person.email)
    page.goto(path)
    page.get_by_role("link", name="Log in to join with it").click()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Join Tests").click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    page.goto(MEMBERS)
    expect(member(page, person.email)).to_contain_text("Admin")


def test_role__made_given_taken_deleted(server: LiveServer, watch: Watch) -> None:
    page = watch(server.url)
    join(server, page, ADMIN, "Rosa")
    page.goto("/settings/organization-roles")
    page.get_by_label("New role").fill("Gardeners")
    page.get_by_role("button", name="Make the role").click()
    row = page.get_by_role("list", name="Roles").get_by_role("listitem")
    expect(row).to_contain_text("0 members")
    page.get_by_label("New role").fill("Gardeners")
    page.get_by_role("button", name="Make the role").click()
    expect(page.get_by_label("New role")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Rename Gardeners").click()
    page.get_by_label("New name of Gardeners").fill("Foresters")
    page.get_by_role("button", name="Rename it").click()
    expect(row).to_contain_text("Foresters")
    page.get_by_role("button", name="Give newcomers Foresters").click()
    expect(row).to_contain_text("newcomers get it")
    page.get_by_role("button", name="Do not give newcomers Foresters").click()
    expect(row.get_by_text("newcomers get it")).to_have_count(0)
    page.get_by_label("Give Foresters to").select_option("alice@tenrec.example")
    expect(row).to_contain_text("1 member")
    page.get_by_role("button", name="Take Foresters from alice@tenrec.example").click()
    expect(row).to_contain_text("0 members")
    page.get_by_role("button", name="Delete the role Foresters").click()
    page.get_by_role("button", name="Delete now").click()
    expect(row).to_have_count(0)


def test_organization__rules_and_end(new_server: Callable[..., LiveServer], watch: Watch) -> None:
    server = new_server().start()
    page, guest = watch(server.url), watch(server.url)
    join(server, page, OWNER, "Olga")
    join(server, guest)
    page.goto(GENERAL)
    page.get_by_label("Name", exact=True).fill("Small animals")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    page.get_by_label("Members may invite").uncheck()
    guest.goto(MEMBERS)
    expect(guest.get_by_text("only admins and owners invite")).to_be_visible()

    everybody = page.get_by_label("Two-factor authentication for everybody")
    expect(everybody).to_be_disabled()
    page.goto("/settings/user-security")
    page.get_by_role("button", name="Set it up").click()
    page.get_by_label("The code that the app shows").fill(code_of(copied(page, "Copy the secret")))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("button", name="I have kept them").click()
    page.goto(GENERAL)
    everybody.check()
    expect(everybody).to_be_enabled()

    # Whoever has none is led to it, and goes on.
    guest.goto("/")
    expect(guest.get_by_text("Small animals asks for two-factor")).to_be_visible()
    secret = copied(guest, "Copy the secret")
    guest.get_by_label("The code that the app shows").fill(code_of(secret, later=-1))
    guest.get_by_role("button", name="Turn it on").click()
    guest.get_by_role("button", name="I have kept them").click()
    expect(guest.get_by_role("navigation", name="Screens")).to_be_visible()

    guest.goto("about:blank")
    page.get_by_role("button", name="Delete the organization").click()
    expect(page.get_by_role("button", name="Delete it for good")).to_be_disabled()
    page.get_by_label("Type its name").fill("Small animals")
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_text("You have no project")).to_be_visible()
    page.get_by_role("button", name="Make an organization").click()
    page.get_by_label("Name", exact=True).fill("Larger animals")
    page.get_by_role("button", name="Make the organization").click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    page.goto(GENERAL)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Larger animals")

    page.goto("/settings/project")
    page.get_by_role("button", name="Delete the project").click()
    page.get_by_label("Type its name").fill("Default project")
    page.get_by_role("button", name="Delete it for good").click()
    page.get_by_role("button", name="Make a project in Larger animals").click()
    page.get_by_label("Name", exact=True).fill("Once more")
    page.get_by_role("button", name="Make the project").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Once more")
