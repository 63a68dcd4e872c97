"""The story of the demo: exact, repeatable, in order, and believable."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenrec.cli.demo.events import Scale, iso, make_events, uuid7

END = datetime(2026, 3, 18, 14, 30, tzinfo=UTC)
SMALL = Scale(users=300, events=6_000, days=30, seed=7, end=END)


@pytest.fixture(scope="module")
def events() -> list[dict]:
    return list(make_events(SMALL))


def test_events__asked_for_a_number__are_exactly_that_many(events: list[dict]) -> None:
    assert len(events) == 6_000
    assert len({event["uuid"] for event in events}) == 6_000


def test_events__same_scale_again__are_the_same(events: list[dict]) -> None:
    assert list(make_events(SMALL)) == events


def test_events__another_seed__share_no_uuid(events: list[dict]) -> None:
    other = make_events(Scale(300, 6_000, 30, 8, END))
    assert not {event["uuid"] for event in events} & {event["uuid"] for event in other}


def test_events__fewer_than_visits__keep_everybody() -> None:
    tight = list(make_events(Scale(users=200, events=200, days=30, seed=1, end=END)))
    assert len(tight) == 200
    assert len({event["distinct_id"] for event in tight}) == 200


def test_events__whole_story__lie_between_its_first_day_and_its_end(events: list[dict]) -> None:
    stamps = [event["timestamp"] for event in events]
    assert min(stamps) >= "2026-02-17T00:00:00.000Z"
    assert max(stamps) <= "2026-03-18T14:31:00.000Z"


def test_events__of_a_session__begin_after_its_id_was_made(events: list[dict]) -> None:
    for event in events:
        session = event["properties"].get("$session_id")
        if session is not None:
            assert UUID(session).version == 7
            made = iso(int(session.replace("-", "")[:12], 16))
            assert made <= event["timestamp"]


def test_events__after_sign_up__carry_the_user_and_follow_the_identify(
    events: list[dict],
) -> None:
    known: set[str] = set()
    for event in events:
        if event["event"] == "$identify":
            assert event["properties"]["$anon_distinct_id"] != event["distinct_id"]
            known.add(event["distinct_id"])
        elif event["distinct_id"].startswith("user_"):
            assert event["distinct_id"] in known
    assert len(known) > 50


def test_events__whole_story__has_a_funnel_that_narrows(events: list[dict]) -> None:
    counts = Counter(event["event"] for event in events)
    funnel = ["product viewed", "product added", "checkout started", "order completed"]
    found = [counts[name] for name in funnel]
    assert found == sorted(found, reverse=True)
    assert found[-1] > 5
    assert {"$pageview", "$groupidentify", "$screen", "payment received"} <= counts.keys()


def test_uuid7__any_time__is_a_uuid_of_version_7() -> None:
    made = UUID(uuid7(1_700_000_000_000, (1 << 74) - 1))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == 1_700_000_000_000
