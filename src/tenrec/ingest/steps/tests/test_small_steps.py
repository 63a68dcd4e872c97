"""The steps that drop or clean an event."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tenrec.core.event import DropReason
from tenrec.ingest.pipeline import STEPS, StepFailed, run
from tenrec.ingest.steps.drop_client_warning import drop_client_warning
from tenrec.ingest.steps.drop_performance_event import drop_performance_event
from tenrec.ingest.steps.drop_too_old import drop_too_old
from tenrec.ingest.steps.hide_ip import hide_ip
from tenrec.ingest.steps.strip_bloat import BLOAT, strip_bloat

Make = Callable[..., Any]
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_drop_performance_event__by_name(event: Make, context: Make) -> None:
    dropped = drop_performance_event(event("$performance_event"), context())
    assert dropped is DropReason.PERFORMANCE_EVENT
    assert drop_performance_event(event("$pageview"), context()) is None


def test_drop_client_warning__becomes_a_warning(event: Make, context: Make) -> None:
    where = context()
    message = {"$$client_ingestion_warning_message": "too many"}
    dropped = drop_client_warning(event("$$client_ingestion_warning", **message), where)
    assert dropped is DropReason.CLIENT_WARNING
    (warn,) = where.warnings
    assert (warn.type, warn.details["message"]) == ("client_ingestion_warning", "too many")


@pytest.mark.parametrize(
    ("limit", "age", "dropped"),
    [
        (None, 10**6, None),
        (0, 10**6, None),
        (3600, 3600, None),
        (3600, 3601, DropReason.TOO_OLD),
        (3600, -60, None),
    ],
)
def test_drop_too_old__limit_of_the_project__decides(
    event: Make, context: Make, limit: int | None, age: int, dropped: DropReason | None
) -> None:
    where = context(drop_events_older_than_seconds=limit)
    given = event(timestamp=NOW - timedelta(seconds=age))
    assert drop_too_old(given, where) is dropped
    assert [warn.type for warn in where.warnings] == ([dropped.value] if dropped else [])


def test_hide_ip__only_when_the_project_wants_it(event: Make, context: Make) -> None:
    shown, hidden = event(**{"$ip": "1.2.3.4"}), event(**{"$ip": "1.2.3.4"})
    hide_ip(shown, context())
    hide_ip(hidden, context(anonymize_ips=True))
    assert shown.properties == {"$ip": "1.2.3.4"}
    assert hidden.properties == {}


def test_strip_bloat__takes_only_the_bloat(event: Make, context: Make) -> None:
    given = event(**{key: {} for key in BLOAT}, **{"$feature/x": True})
    strip_bloat(given, context())
    assert given.properties == {"$feature/x": True}
    assert len(BLOAT) == 7


def test_run__a_drop__stops_the_rest(event: Make, context: Make) -> None:
    seen: list[str] = []

    def drop(each: Any, where: Any) -> DropReason:
        return DropReason.TOO_OLD

    def after(each: Any, where: Any) -> None:
        seen.append("after")

    assert run(event(), context(), (drop, after)) is DropReason.TOO_OLD
    assert seen == []


def test_run__a_step_that_raises__is_named(event: Make, context: Make) -> None:
    def broken(each: Any, where: Any) -> None:
        raise KeyError("no such thing")

    assert run(event(), context(), (broken,)) == StepFailed("broken", "KeyError: 'no such thing'")


def test_steps__geoip_before_hiding__and_the_flag_before_geoip() -> None:
    order = [step.__name__ for step in STEPS]
    assert order.index("set_person_flag") < order.index("set_geoip")
    assert order.index("set_geoip") < order.index("set_person_properties")
    assert order.index("set_person") < order.index("hide_ip")
    assert order.index("drop_too_old") < order.index("set_person")
