"""Forms that SDKs have sent over the years, as raw requests: each is counted, field by field."""

import base64
import gzip
import json
import time
import uuid
from typing import Any
from urllib.parse import quote

import httpx
import lzstring
import pytest
from tests.live import TOKEN, LiveServer
from tests.sdk.read import group, moment, no_person, one_event, one_person

pytestmark = pytest.mark.slow

ORIGIN = "https://shop.example"


def browser_event(distinct_id: str, name: str = "wire") -> dict[str, Any]:
    """As posthog-js makes it: token and distinct id only inside the properties."""
    return {
        "uuid": str(uuid.uuid4()),
        "event": name,
        "properties": {
            "token": TOKEN,
            "distinct_id": distinct_id,
            "$lib": "web",
            "$current_url": f"{ORIGIN}/käse?a=1&b=2#c",
            "$session_id": "0199b2f0-1111-7000-8000-0123456789ab",
            "text": "+/= 世界 🦔",
            "nothing": None,
        },
        "timestamp": "2026-10-05T06:07:08.910Z",
    }


def packed(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def coded(document: Any) -> str:
    return base64.b64encode(packed(document)).decode()


def form_of(text: str, compression: str = "") -> bytes:
    more = f"&compression={compression}" if compression else ""
    return f"data={quote(text, safe='')}{more}".encode()


PLAIN = {"content-type": "text/plain", "origin": ORIGIN}
FORM = {"content-type": "application/x-www-form-urlencoded", "origin": ORIGIN}
JSON = {"content-type": "application/json", "origin": ORIGIN}
Wire = tuple[str, str, dict[str, str], bytes]


def _wires(event: dict[str, Any]) -> dict[str, Wire]:
    now = int(time.time() * 1000)
    whole = {"api_key": TOKEN, "batch": [event]}
    today = gzip.compress(packed({**whole, "sent_at": event["timestamp"]}))
    squeezed = lzstring.LZString().compressToBase64(json.dumps(event))
    bare = {
        "api_key": TOKEN,
        "distinct_id": event["properties"]["distinct_id"],
        **{key: event[key] for key in ("event", "uuid", "properties", "timestamp")},
    }
    return {
        "today, gzip unnamed": ("POST", "/e/", PLAIN, today),
        "today, other path": ("POST", "/i/v0/e/", PLAIN, today),
        "gzip-js in the query": (
            "POST",
            f"/e/?compression=gzip-js&ver=1.200.0&_={now}",
            PLAIN,
            gzip.compress(packed([event])),
        ),
        "gzip in the header": (
            "POST",
            "/batch/",
            {**JSON, "content-encoding": "gzip"},
            gzip.compress(packed(whole)),
        ),
        "form, base64": ("POST", "/e/", FORM, form_of(coded(event), "base64")),
        "form, base64 unnamed": ("POST", "/e/", FORM, form_of(coded([event]))),
        "form, plain JSON": ("POST", "/e/", FORM, form_of(json.dumps(event))),
        "form, lz64": ("POST", "/e/", FORM, form_of(squeezed, "lz64")),
        "body is base64": ("POST", "/capture/", PLAIN, coded(event).encode()),
        "GET with data": ("GET", f"/e/?data={quote(coded(event), safe='')}", {}, b""),
        "GET on track": ("GET", f"/track/?data={quote(coded(event), safe='')}", {}, b""),
        "beacon without a type": ("POST", f"/e/?_={now}", {"origin": ORIGIN}, packed([event])),
        "bare event to batch": ("POST", "/batch", JSON, packed(bare)),
        "batch to capture": ("POST", "/capture", JSON, packed(whole)),
        "array to e": ("POST", "/e", JSON, packed([event])),
    }


NAMES = list(_wires(browser_event("x")))


@pytest.mark.parametrize("name", NAMES)
def test_wire__each_form__arrives_as_it_was(server: LiveServer, name: str, someone: str) -> None:
    event = browser_event(someone)
    method, path, headers, body = _wires(event)[name]
    answer = server.http.request(method, path, headers=headers, content=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] in ("Ok", 1)
    if "origin" in headers:
        assert answer.headers["access-control-allow-origin"] == ORIGIN
    stored = one_event(server, "wire", someone)
    assert stored["id"] == event["uuid"]
    for key in ("$lib", "$current_url", "$session_id", "text", "nothing"):
        assert stored["properties"][key] == event["properties"][key]
    if not name.startswith("today") and "_=" not in path:  # those tell the client's clock
        assert moment(stored["timestamp"]) == moment(event["timestamp"])


def test_beacon__asked_for_no_body__gets_204(server: LiveServer, someone: str) -> None:
    answer = server.http.post(
        "/e/?beacon=1", headers=PLAIN, content=gzip.compress(packed([browser_event(someone)]))
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert one_event(server, "wire", someone)


def test_preflight__of_another_origin__is_allowed(server: LiveServer) -> None:
    answer = server.http.options(
        "/e/",
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,x-trace",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "x-trace" in answer.headers["access-control-allow-headers"]


def test_engage__set__changes_the_person(server: LiveServer, someone: str) -> None:
    document = {"api_key": TOKEN, "distinct_id": someone, "$set": {"plan": "pro"}}
    assert server.http.post("/engage/", json=document).status_code == 200
    assert one_event(server, "$identify", someone)
    assert one_person(server, someone)["properties"]["plan"] == "pro"


def test_alias_as_n8n_sends_it__bare_event_to_batch__joins(
    server: LiveServer, someone: str
) -> None:
    for distinct_id in (someone, f"{someone}-b"):
        event = {"api_key": TOKEN, "event": "n8n", "distinct_id": distinct_id, "properties": {}}
        assert server.http.post("/batch", json=event).status_code == 200
    alias = {
        "api_key": TOKEN,
        "event": "$create_alias",
        "context": {},
        "properties": {"distinct_id": someone, "alias": f"{someone}-b"},
    }
    assert server.http.post("/batch", json=alias).status_code == 200
    assert sorted(one_person(server, someone)["distinct_ids"]) == [someone, f"{someone}-b"]


def test_numbers_as_ids__of_any_kind__become_their_text(server: LiveServer, someone: str) -> None:
    number = uuid.uuid4().int % 10**12
    event = {"api_key": TOKEN, "event": "numbered", "distinct_id": number}
    assert server.http.post("/capture/", json=event).status_code == 200
    assert one_event(server, "numbered", str(number))


def test_group_identify__from_a_browser__is_stored(server: LiveServer, someone: str) -> None:
    event = browser_event(someone, "$groupidentify")
    event["properties"] |= {
        "$group_type": "company",
        "$group_key": f"company-{someone}",
        "$group_set": {"name": "Acme", "none": None},
    }
    assert server.http.post("/e/", content=packed(event)).status_code == 200
    assert group(server, f"company-{someone}") == {"name": "Acme", "none": None}


def test_personless__from_a_browser__makes_no_person(server: LiveServer, someone: str) -> None:
    event = browser_event(someone)
    event["properties"]["$process_person_profile"] = False
    assert server.http.post("/e/", content=packed([event])).status_code == 200
    assert one_event(server, "wire", someone)
    assert no_person(server, someone)


def test_v1__each_event__gets_its_own_result(server: LiveServer, someone: str) -> None:
    good, nameless = str(uuid.uuid4()), str(uuid.uuid4())
    moment_now = "2026-10-05T06:07:08.910Z"
    event = {"uuid": good, "event": "v1", "distinct_id": someone, "timestamp": moment_now}
    answer = _v1(server, [event, {**event, "uuid": nameless, "event": ""}])
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert results[good]["result"] == "ok"
    assert results[nameless] == {"result": "drop", "details": "missing_event_name"}
    assert one_event(server, "v1", someone)["id"] == good


def test_v1__wrong_token__is_refused_with_its_tag(server: LiveServer, someone: str) -> None:
    answer = _v1(server, [], token="phc_nobody_has_this")
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_api_token"


def _v1(server: LiveServer, batch: list[dict[str, Any]], token: str = TOKEN) -> httpx.Response:
    return server.http.post(
        "/i/v1/analytics/events",
        json={"created_at": "2026-10-05T06:07:09Z", "batch": batch},
        headers={
            "authorization": f"Bearer {token}",
            "user-agent": "test/1",
            "posthog-sdk-info": "test/1.0",
            "posthog-attempt": "1",
            "posthog-request-id": str(uuid.uuid4()),
            "posthog-request-timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        },
    )


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/e/", b"", 400),
        ("/e/", b"{", 400),
        ("/e/", b"[]", 400),
        ("/e/", b"\x1f\x8b\x08rubbish", 400),
        ("/e/", b"\xff\xfe\x00", 400),
        (
            "/batch/",
            b'{"api_key": "phc_nobody", "batch": [{"event": "a", "distinct_id": "b"}]}',
            401,
        ),
        ("/batch/", b'{"batch": [{"event": "a", "distinct_id": "b"}]}', 400),
        ("/capture/", b'{"event": "a", "distinct_id": "b"}', 401),
        ("/nowhere/at/all/", b"{}", 404),
    ],
)
def test_capture__bad_request__is_refused_and_never_a_500(
    server: LiveServer, path: str, body: bytes, status: int
) -> None:
    answer = server.http.post(path, content=body)
    assert answer.status_code in (status, 405 if status == 404 else status)
