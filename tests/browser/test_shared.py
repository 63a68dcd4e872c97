"""A shared link: opened without an account, with and without a password, and when it is dead."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script>"
WORDS = (
    "# What this is\n\nNumbers for **everybody**; see [our page](https://tenrec.example/), "
    f"not [this](javascript:alert(3)).\n\n{ATTACK}"
)
SQL = "select event, count() as total, 9007199254740993 as large from events group by event"
DEAD = "This link does not work any more"


def made(server: LiveServer, method: str, path: str, **body: Any) -> Any:
    """What the owner makes by the API."""
    answer = server.ask(method, f"/api/projects/@current{path}", json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def board(server: LiveServer) -> int:
    """A dashboard with a table, a card of words and an insight of a kind that has no picture."""
    server.send([{"event": "signed up", "distinct_id": "somebody", "properties": {}}])
    while not server.sql("select event from events where event = 'signed up' limit 1"):
        time.sleep(0.1)  # an empty result would be kept for minutes
    dashboard = made(server, "POST", "/dashboards/", name=f"Sales {ATTACK}", description="Weekly")
    number = int(dashboard["id"])
    sql = {"kind": "DataVisualizationNode", "source": {"kind": "HogQLQuery", "query": SQL}}
    lifecycle = {"kind": "LifecycleQuery", "series": [{"kind": "EventsNode", "event": "x"}]}
    for name, query in ("Events", sql), (f"Cycle {ATTACK}", lifecycle):
        made(server, "POST", "/insights/", name=name, query=query, dashboards=[number])
    made(server, "PATCH", f"/dashboards/{number}/", tiles=[{"text": {"body": WORDS}}])
    return number


def share(server: LiveServer, thing: str, **settings: Any) -> str:
    """The link's end."""
    answer = made(server, "PATCH", f"{thing}/sharing/", enabled=True, **settings)
    return str(answer["access_token"])


@contextmanager
def other_site(body: str) -> Iterator[str]:
    """The address of a page that is not ours."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b'<!doctype html><link rel="icon" href="data:,">' + body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()


def visit(page: Page, path: str) -> list[str]:
    """Opens a link and gives the requests to the API, from now on."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(path)
    return asked


def test_shared_dashboard__somebody_without_account__sees_it_and_nothing_runs(
    server: LiveServer, watch: Watch
) -> None:
    number = board(server)
    token = share(server, f"/dashboards/{number}")
    page = watch(server.url)
    asked = visit(page, f"/shared_dashboard/{token}")
    expect(page.get_by_role("heading", name=f"Sales {ATTACK}", level=1)).to_be_visible()
    assert page.url == f"{server.url}/shared/{token}"
    table = page.get_by_role("region", name="Events").get_by_role("table")
    expect(table.get_by_role("columnheader", name=re.compile("large"))).to_be_visible()
    expect(table).to_contain_text("9007199254740993")
    card = page.get_by_role("region", name="Text card")
    expect(card.get_by_role("heading", name="What this is")).to_be_visible()
    expect(card.get_by_text(ATTACK)).to_be_visible()
    link = card.get_by_role("link")
    expect(link).to_have_text("our page")
    expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(page.get_by_text("Lifecycle cannot be shown yet")).to_be_visible()
    assert page.locator("main img, main script, [href^='javascript']").count() == 0
    assert set(asked) == {f"{server.url}/api/shared/{token}/"}

    made(server, "POST", f"/dashboards/{number}/sharing/refresh/")
    page.reload()
    expect(page.get_by_role("heading", name=DEAD)).to_be_visible()


def test_shared_insight__with_a_password__opens_with_the_right_one(
    server: LiveServer, watch: Watch
) -> None:
    query = {"kind": "HogQLQuery", "query": "select 'opened' as door"}
    insight = made(server, "POST", "/insights/", name="Behind a door", query=query)
    thing = f"/insights/{insight['id']}"
    token = share(server, thing, password_required=True, settings={"theme": "dark"})
    made(server, "POST", f"{thing}/sharing/passwords/", raw_password="open sesame")
    page = watch(server.url)
    visit(page, f"/shared/{token}")
    field = page.get_by_label("Password", exact=True)
    field.fill("open barley")
    page.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("This is not the password")
    expect(page.get_by_text("Behind a door")).to_have_count(0)
    field.fill("open sesame")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Behind a door")).to_be_visible()
    expect(page.get_by_role("cell", name="opened")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("cell", name="opened")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"/shared/{token}")
    for _ in range(11):
        field.fill("open barley")
        page.keyboard.press("Enter")
        expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("Wait a minute")


def test_embedded_dashboard__in_a_frame_of_another_site__is_shown_there(
    server: LiveServer, watch: Watch
) -> None:
    number = board(server)
    token = share(server, f"/dashboards/{number}", settings={"whitelabel": True})
    page = watch(server.url)
    visit(page, f"/embedded/{token}")
    expect(page.get_by_role("region", name="Events").get_by_role("table")).to_be_visible()
    expect(page.get_by_text("Made with Tenrec")).to_have_count(0)
    framed = watch("http://")
    with other_site(f'<iframe width="900" height="700" src="{page.url}"></iframe>') as address:
        framed.goto(address)
        inside = framed.frame_locator("iframe")
        expect(inside.get_by_role("heading", level=1)).to_be_visible()
        expect(inside.get_by_role("region", name="Events").get_by_role("table")).to_be_visible()
