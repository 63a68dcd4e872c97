"""Events for the load: 27 properties, 20 000 users, 2 % identifies, and the requests they fill."""

import gzip
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import orjson

from tenrec.cli.demo.events import iso, uuid7

USERS = 20_000
_IDENTIFIES = 0.02
_PATHS = ("/", "/pricing", "/docs", "/docs/install", "/blog/hello", "/app", "/app/settings")
_DEVICES = (
    ("Chrome", 141, "Windows", "10", "Desktop", 1920, 1080),
    ("Mobile Safari", 26, "iOS", "18.6", "Mobile", 390, 844),
    ("Firefox", 144, "Linux", "", "Desktop", 1920, 1200),
    ("Chrome", 140, "Android", "15", "Mobile", 412, 915),
)


def make_events(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Events of now, in order; who is identified stays identified."""
    rng = Random(seed)
    known: set[int] = set()
    begin = int(time.time() * 1000) - 3_600_000
    for number in range(count):
        user = rng.randrange(USERS)
        at = begin + number * 3_500_000 // count
        properties = _properties(rng, user, number)
        name = "$pageview" if rng.random() < 0.6 else f"event {rng.randrange(20)}"
        if rng.random() < _IDENTIFIES:
            known.add(user)
            name = "$identify"
            properties["$anon_distinct_id"] = f"anonymous-{seed}-{user}"
            properties["$set"] = {"email": f"user{user}@mail.example", "plan": "pro"}
        yield {
            "uuid": uuid7(at, rng.getrandbits(74)),
            "event": name,
            "distinct_id": f"{'user' if user in known else 'anonymous'}-{seed}-{user}",
            "timestamp": iso(at),
            "properties": properties,
        }


def _properties(rng: Random, user: int, number: int) -> dict[str, Any]:
    browser, version, system, system_version, kind, width, height = _DEVICES[user % 4]
    path = rng.choice(_PATHS)
    session = f"0199f1a2-{user:04x}-7abc-8def-0123456789ab"
    return {
        "$lib": "web",
        "$lib_version": "1.438.0",
        "$browser": browser,
        "$browser_version": version,
        "$os": system,
        "$os_version": system_version,
        "$device_type": kind,
        "$device_id": f"device-{user}",
        "$screen_width": width,
        "$screen_height": height,
        "$viewport_width": width,
        "$viewport_height": height - 120,
        "$session_id": session,
        "$window_id": session,
        "$current_url": f"https://app.example{path}?page={number % 50}",
        "$host": "app.example",
        "$pathname": path,
        "$referrer": "$direct",
        "$referring_domain": "$direct",
        "$timezone": "Europe/Berlin",
        "$browser_language": "en-US",
        "utm_source": ("google", "newsletter", "x")[user % 3],
        "utm_campaign": f"campaign {user % 12}",
        "plan": ("free", "pro", "team")[user % 3],
        "amount": round(rng.random() * 100, 2),
        "position": number,
        "is_paying": user % 3 == 0,
    }


def batches(events: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """The events, so many at a time."""
    while batch := list(islice(events, size)):
        yield batch


def gzipped(token: str, batch: list[dict[str, Any]]) -> bytes:
    """The body of one request as the SDKs send it; old events keep their time without sent_at."""
    return gzip.compress(orjson.dumps({"api_key": token, "batch": batch}), 6)


def request(path: str, body: bytes, *, is_gzip: bool) -> bytes:
    """The whole HTTP request."""
    encoding = "content-encoding: gzip\r\n" if is_gzip else ""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"{encoding}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
