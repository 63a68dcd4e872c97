"""posthog-js in a real browser, on a page of another origin than the server's."""

import http.server
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live import LiveServer
from tests.sdk.read import events, group, one_event, one_person

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><title>A shop</title>
<script type="module">
  import posthog from '/module.js'
  posthog.init(%(token)s, {
    api_host: %(host)s,
    person_profiles: 'always',
    opt_out_useragent_filter: true, // a browser without a window counts as a bot
    bootstrap: { distinctID: %(anonymous)s },
  })
  posthog.capture('js anonymous', { text: 'Grüße, 世界 🦔', nothing: null, nested: { a: [1] } })
  posthog.identify(%(someone)s, { plan: 'pro' }, { first: 1 })
  posthog.group('company', %(company)s, { seats: 3 })
  posthog.setPersonProperties({ colour: 'teal' })
  posthog.register({ registered: true })
  posthog.alias(%(alias)s)
  posthog.captureException(new RangeError('too far'))
  posthog.capture('js known')
  posthog.capture('js beacon', {}, { transport: 'sendBeacon' })
</script>"""


class Shop(http.server.ThreadingHTTPServer):
    """Serves the page and the library from the npm package."""

    daemon_threads = True

    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        self.files = files
        super().__init__(("127.0.0.1", 0), Counter)


class Counter(http.server.BaseHTTPRequestHandler):
    """Answers the few paths of the shop."""

    server: Shop

    def do_GET(self) -> None:
        kind, body = self.server.files.get(self.path.partition("?")[0], ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        told = "there is no Chromium here: the test of the browser SDK"
        (pytest.fail if os.environ.get("TENREC_REQUIRE_ALL") else pytest.skip)(told)
    return str(found)


@pytest.fixture
def visited(
    server: LiveServer, node_folder: Path, chromium: str, someone: str, tmp_path: Path
) -> Iterator[str]:
    """Somebody whose browser has opened the page; it stays open during the test."""
    names = {
        "token": server.token,
        "host": server.url,
        "someone": someone,
        "anonymous": f"{someone}-anonymous",
        "alias": f"{someone}-alias",
        "company": f"company-{someone}",
    }
    library = node_folder / "node_modules" / "posthog-js" / "dist" / "module.js"
    shop = Shop(
        {
            "/": (
                "text/html; charset=utf-8",
                (PAGE % {key: json.dumps(value) for key, value in names.items()}).encode(),
            ),
            "/module.js": ("text/javascript; charset=utf-8", library.read_bytes()),
        }
    )
    thread = threading.Thread(target=shop.serve_forever, daemon=True)
    thread.start()
    browser = subprocess.Popen(
        [
            chromium,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-dev-shm-usage",
            "--no-proxy-server",
            "--remote-debugging-port=0",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"http://127.0.0.1:{shop.server_address[1]}/?utm_source=newsletter",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield someone
    finally:
        browser.terminate()
        browser.wait(20)
        shop.shutdown()
        shop.server_close()
        thread.join()


def waited_for(server: LiveServer, name: str, distinct_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while not events(server, distinct_id, name):
        assert time.monotonic() < deadline, f"{name} never came"
        time.sleep(0.2)
    return one_event(server, name, distinct_id)


def test_posthog_js__a_visit__arrives_field_by_field(server: LiveServer, visited: str) -> None:
    someone = visited
    known = waited_for(server, "js known", someone)
    anonymous = waited_for(server, "js anonymous", f"{someone}-anonymous")
    assert waited_for(server, "js beacon", someone)
    page = waited_for(server, "$pageview", someone)  # the library sends it a moment late
    assert page["properties"]["$current_url"].endswith("?utm_source=newsletter")
    assert page["properties"]["utm_source"] == "newsletter"
    properties = anonymous["properties"]
    assert properties["text"] == "Grüße, 世界 🦔"
    assert properties["nothing"] is None
    assert properties["nested"] == {"a": [1]}
    assert properties["$lib"] == "web"
    assert known["properties"]["registered"] is True
    assert known["properties"]["$groups"] == {"company": f"company-{someone}"}
    assert waited_for(server, "$exception", someone)["properties"]["$exception_list"][0][
        "value"
    ] == ("too far")
    person = one_person(server, someone)
    assert {someone, f"{someone}-anonymous", f"{someone}-alias"} <= set(person["distinct_ids"])
    assert person["properties"]["plan"] == "pro"
    assert person["properties"]["first"] == 1
    assert person["properties"]["colour"] == "teal"
    assert person["properties"]["$initial_utm_source"] == "newsletter"
    assert anonymous["person_id"] == known["person_id"] == person["uuid"]
    assert group(server, f"company-{someone}") == {"seats": 3}
