"""One accepted request gives the same events every time it is read."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from tenrec.core.event import Event
from tenrec.core.received import Received
from tenrec.ingest.parse import Parsed, parse

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MICROS = int(NOW.timestamp() * 1_000_000)


def request(document: Any, **fields: Any) -> Received:
    defaults: dict[str, Any] = {
        "team_id": 7,
        "received_at": MICROS,
        "ip": "203.0.113.7",
        "user_agent": "curl/8",
        "kind": "v0",
        "sent_at": None,
        "is_gzip": False,
        "body": orjson.dumps(document),
    }
    return Received(**{**defaults, **fields})


def one(event: dict[str, Any], **fields: Any) -> Event:
    root = {"token": "phc_x", "event": "e", "distinct_id": "u", **event}
    (found,) = parse(request(root, **fields), 0).events
    return found


@pytest.mark.parametrize(
    ("given", "sent_at", "expected"),
    [
        ({}, None, NOW),
        ({"timestamp": "2026-05-01T11:00:00Z"}, None, NOW - timedelta(hours=1)),
        (
            {"timestamp": "2026-05-01T11:00:00Z"},
            "2026-05-01T12:00:10Z",
            NOW - timedelta(hours=1, seconds=10),
        ),
        (
            {"timestamp": "2026-05-01T11:00:00Z", "properties": {"$ignore_sent_at": True}},
            "2026-05-01T12:00:10Z",
            NOW - timedelta(hours=1),
        ),
        ({"offset": 5000}, None, NOW - timedelta(seconds=5)),
        ({"timestamp": "not a date"}, None, NOW),
        ({"timestamp": "2026-05-03T12:00:00Z"}, None, NOW),
        ({"timestamp": "1997-01-01"}, None, datetime(1997, 1, 1, tzinfo=UTC)),
    ],
)
def test_parse__timestamp__follows_the_server_clock(
    given: dict[str, Any], sent_at: str | None, expected: datetime
) -> None:
    assert one(given, sent_at=sent_at).timestamp == expected


def test_parse__same_bytes__same_uuids() -> None:
    first, again = (
        [
            e.uuid
            for e in parse(request([{"token": "t", "event": "e", "distinct_id": 1}] * 3), 5).events
        ]
        for _ in range(2)
    )
    assert first == again
    assert len(set(first)) == 3
    assert all(uuid[14] == "7" for uuid in first)
    assert one({}).has_client_uuid is False


def test_parse__client_uuid__is_kept_in_canonical_form() -> None:
    event = one({"uuid": "0190BB00-9999-7AAA-8BBB-CCCCCCCCCCCC"})
    assert event.uuid == "0190bb00-9999-7aaa-8bbb-cccccccccccc"
    assert event.has_client_uuid


def test_parse__long_name__is_cut_by_utf16_units() -> None:
    assert one({"event": "x" * 300}).name == "x" * 200
    assert one({"event": "é" * 300}).name == "é" * 200
    assert one({"event": "x" + "😀" * 200}).name == "x" + "😀" * 99


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, "203.0.113.7"),
        ({"$ip": "198.51.100.1"}, "198.51.100.1"),
        ({"$ip": None}, None),
        ({"capture_internal": True}, "127.0.0.1"),
    ],
)
def test_parse__address__is_the_clients_or_the_requests(
    properties: dict[str, Any], expected: str | None
) -> None:
    assert one({"properties": properties}).properties["$ip"] == expected


def test_parse__sent_at__is_shown_in_the_properties() -> None:
    event = one({}, sent_at="2026-05-01T12:00:10.500Z")
    assert event.properties["$sent_at"] == "2026-05-01T12:00:10.500Z"
    assert "$sent_at" not in one({}).properties


def test_parse__session_id__is_lower_cased_when_a_uuid() -> None:
    upper = "0190BB00-9999-7AAA-8BBB-CCCCCCCCCCCC"
    assert one({"properties": {"$session_id": upper}}).properties["$session_id"] == upper.lower()
    assert one({"properties": {"$session_id": "My-Own"}}).properties["$session_id"] == "My-Own"


def test_parse__v1__names_the_library_from_its_header() -> None:
    uuid = "0190bb00-9999-7aaa-8bbb-cccccccccccc"
    good = {
        "event": "e",
        "uuid": uuid,
        "distinct_id": "u",
        "timestamp": "2026-05-01T11:00:00Z",
        "session_id": "s",
    }
    bad = {**good, "uuid": uuid.replace("9", "8"), "event": " "}
    document = {"created_at": "2026-05-01T12:00:00Z", "batch": [good, bad]}
    parsed = parse(request(document, kind="v1", sdk="posthog-python/7.1"), 0)
    (event,) = parsed.events
    assert event.properties["$lib"] == "posthog-python"
    assert event.properties["$lib_version"] == "7.1"
    assert event.properties["$session_id"] == "s"
    assert [warn.type for warn in parsed.warnings] == ["missing_event_name"]


def test_parse__gzipped_body__is_unpacked() -> None:
    body = orjson.dumps({"token": "t", "event": "e", "distinct_id": "u"})
    parsed = parse(request(None, body=gzip.compress(body), is_gzip=True), 0)
    assert parsed == Parsed(1, parsed.events)
    assert parsed.events[0].name == "e"


def test_parse__unusable_values__warn_and_keep_the_event() -> None:
    document = {"token": "t", "event": "e", "distinct_id": "u" * 300, "timestamp": "yesterday"}
    parsed = parse(request(document), 0)
    assert parsed.events[0].distinct_id == "u" * 200
    assert {warn.type for warn in parsed.warnings} == {
        "ignored_invalid_timestamp",
        "distinct_id_truncated",
    }


def test_parse__integers_beyond_64_bits__stay_exact() -> None:
    big = 123456789012345678901234567890
    body = b'{"token":"t","event":"e","distinct_id":"u","properties":{"n":%d}}' % big
    assert parse(request(None, body=body), 0).events[0].properties["n"] == big
