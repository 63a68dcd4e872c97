"""posthog-js asks for flags in a real browser, on a page of another origin than the server's."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.live import LiveServer
from tests.sdk.flags import NOBODY, halves, make_flag, of_person
from tests.sdk.read import events, one_event
from tests.sdk.test_browser import Shop, chromium  # noqa: F401  a fixture

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><title>A shop</title>
<script type="module">
  import posthog from '/module.js'
  const keys = %(keys)s
  const told = (name) => posthog.getFeatureFlag(`${keys}-${name}`, { send_event: false }) ?? null
  const say = (event) => posthog.capture(event, {
    on: told('on'), off: told('off'), half: told('half'), pro: told('pro'), server: told('server'),
    steady: told('steady'), colour: posthog.getFeatureFlagPayload(`${keys}-half`) ?? null,
    is_enabled: posthog.isFeatureEnabled(`${keys}-on`) ?? null,
  })
  posthog.init(%(token)s, {
    api_host: %(host)s,
    person_profiles: 'always',
    opt_out_useragent_filter: true, // a browser without a window counts as a bot
    bootstrap: { distinctID: %(anonymous)s },
  })
  let step = 0
  posthog.onFeatureFlags(() => {
    step += 1
    if (step === 1) {
      say('js flags anonymous')
      posthog.identify(%(someone)s)
      posthog.setPersonProperties({ plan: 'pro' })
    } else if (told('pro') === true && step > 1) {
      if (!window.isTold) { window.isTold = true; say('js flags known') }
    }
  })
</script>"""


@pytest.fixture
def keys(server: LiveServer, someone: str) -> str:
    """The beginning of the keys of the flags that are there."""
    begin = f"js-{someone[-8:]}"
    half = {"properties": [], "rollout_percentage": 50}
    make_flag(server, f"{begin}-on")
    make_flag(server, f"{begin}-off", NOBODY)
    make_flag(server, f"{begin}-half", filters=halves())
    make_flag(server, f"{begin}-pro", of_person("plan", ["pro"]))
    make_flag(server, f"{begin}-server", evaluation_runtime="server")
    make_flag(server, f"{begin}-steady", half, ensure_experience_continuity=True)
    return begin


@pytest.fixture
def visited(
    server: LiveServer,
    node_folder: Path,
    chromium: str,  # noqa: F811  the fixture
    someone: str,
    keys: str,
    tmp_path: Path,
) -> Iterator[str]:
    """Somebody whose browser has opened the page; it stays open during the test."""
    names = {
        "token": server.token,
        "host": server.url,
        "someone": someone,
        "anonymous": f"{someone}-anonymous",
        "keys": keys,
    }
    page = PAGE % {key: json.dumps(value) for key, value in names.items()}
    library = node_folder / "node_modules" / "posthog-js" / "dist" / "module.js"
    shop = Shop(
        {
            "/": ("text/html; charset=utf-8", page.encode()),
            "/module.js": ("text/javascript; charset=utf-8", library.read_bytes()),
        }
    )
    thread = threading.Thread(target=shop.serve_forever, daemon=True)
    thread.start()
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    options += ["--disable-dev-shm-usage", "--no-proxy-server", "--remote-debugging-port=0"]
    browser = subprocess.Popen(
        [
            chromium,
            *options,
            f"--user-data-dir={tmp_path / 'profile'}",
            f"http://127.0.0.1:{shop.server_address[1]}/",
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
    deadline = time.monotonic() + 40
    while not events(server, distinct_id, name):
        assert time.monotonic() < deadline, f"{name} never came"
        time.sleep(0.2)
    found: dict[str, Any] = one_event(server, name, distinct_id)["properties"]
    return found


def test_posthog_js__flags__arrive_and_follow_the_person(
    server: LiveServer, visited: str, keys: str
) -> None:
    first = waited_for(server, "js flags anonymous", f"{visited}-anonymous")
    assert (first["on"], first["is_enabled"], first["off"], first["pro"]) == (
        True, True, False, False,
    )  # fmt: skip
    assert first["half"] in ("control", "test")
    assert first["colour"] == {"colour": {"control": "grey", "test": "teal"}[first["half"]]}
    assert not first["server"], "a flag of servers is no browser's business"
    assert f"{keys}-on" in first["$active_feature_flags"]
    assert f"{keys}-server" not in first["$active_feature_flags"]
    second = waited_for(server, "js flags known", visited)
    assert second["pro"] is True
    # The log-in has changed the distinct id, and not on which side of the half somebody is.
    assert second["steady"] == first["steady"]
