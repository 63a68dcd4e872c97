"""The activity log: what was done is told, found again, opened, and kept from members."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.accounts import join
from tests.browser.walking import log_in
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
PROJECT, ORGANIZATION = "/settings/project-activity", "/settings/organization-activity"


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Activity").get_by_role("listitem")


def annotate(server: LiveServer, content: str) -> int:
    wish = {"content": content, "date_marker": "2026-01-01T00:00:00Z"}
    answer = server.ask("POST", "/api/projects/@current/annotations/", json=wish)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


def test_activity__of_the_project__is_told_and_found(server: LiveServer, watch: Watch) -> None:
    for number in range(60):
        annotate(server, f"Note {number}")
    pk = annotate(server, "Launched")
    path = f"/api/projects/@current/annotations/{pk}/"
    assert server.ask("PATCH", path, json={"content": "Launched twice"}).status_code == 200
    page = watch(server.url)
    log_in(page, PROJECT)
    newest = rows(page).first
    expect(newest).to_contain_text("alice@tenrec.example updated annotation Launched twice")
    newest.get_by_role("button", name="1 change").click()
    expect(newest.get_by_role("row").last).to_contain_text("LaunchedLaunched twice")

    expect(rows(page)).to_have_count(50)
    page.get_by_role("button", name="Show older ones").click()
    expect(rows(page).filter(has_text="Note 0")).to_be_visible()

    page.get_by_label("What happened").select_option("Updated")
    page.get_by_label("On", exact=True).select_option("Annotation")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("What happened").select_option("Anything")
    page.get_by_label("Words").fill("note 59")
    expect(page).to_have_url(re.compile(r"words=note"))  # asked once nothing more is typed
    expect(rows(page)).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Words")).to_have_value("note 59")
    expect(rows(page)).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "Note 59" in download.value.path().read_text()
    page.get_by_label("Words").fill("no such thing at all")
    expect(page.get_by_text("Nothing in the log is like that")).to_be_visible()


def test_activity__of_the_organization__is_for_admins(server: LiveServer, watch: Watch) -> None:
    admin, member = watch(server.url), watch(server.url)
    join(server, member, name="Mia")
    log_in(admin, ORGANIZATION)
    expect(rows(admin).filter(has_text="Mia").first).to_be_visible()
    navigation = member.get_by_role("navigation", name="Settings")
    member.goto("/settings")
    expect(navigation.get_by_text("Activity log")).to_be_visible()
    expect(navigation.get_by_text("All activity")).to_have_count(0)
    member.goto(ORGANIZATION)
    expect(member.get_by_role("alert")).to_contain_text("Only admins")
