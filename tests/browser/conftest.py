"""A real Chromium that watches itself: no request leaves the server, its console is empty."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 20_000  # a loaded machine, and a server whose first answer comes late
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# The browser must not talk to its maker either.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _chromium() -> str:
    """Where the browser is; without one these tests are skipped, or fail in CI."""
    found = next((path for path in map(shutil.which, NAMES) if path is not None), None)
    if found is None:
        told = "there is no Chromium here: the walk through the web app"
        (pytest.fail if os.environ.get("TENREC_REQUIRE_ALL") else pytest.skip)(told)
    return found


def _build() -> None:
    """The web app as `make run` builds it; where it is built already nothing happens."""
    if not (ROOT / "web" / "dist" / "index.html").exists():
        subprocess.run(["make", "--silent", "web"], cwd=ROOT, check=True, timeout=600)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module. Not longer: its event loop would stand in Django's way."""
    path = _chromium()
    _build()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page, what it asked other hosts for, and what the browser complained of."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._look(request.url))
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _look(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.strangers.append(url)

    def _listen(self, message: ConsoleMessage) -> None:
        # A refused request is a complaint of the browser's, and an answer of ours.
        # 404 is one only of the API: a missing file of the app is a mistake.
        statuses = (400, 401, 403, 429) + ((404,) if "/api/" in message.location["url"] else ())
        is_refusal = message.text.startswith("Failed to load resource") and any(
            f"status of {status}" in message.text for status in statuses
        )
        if message.type in {"error", "warning"} and not is_refusal:
            self.complaints.append(message.text)


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages of a server; at the end of the test they must have been quiet."""
    opened: list[Watched] = []

    def open_page(origin: str, *, width: int = 1280, height: int = 860) -> Page:
        context = browser.new_context(
            base_url=origin,
            viewport={"width": width, "height": height},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(Watched(context.new_page(), origin))
        return opened[-1].page

    yield open_page
    for watched in opened:
        watched.page.context.close()
    assert [url for watched in opened for url in watched.strangers] == []
    assert [text for watched in opened for text in watched.complaints] == []
