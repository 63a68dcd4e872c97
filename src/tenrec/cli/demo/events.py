"""The events of the demo in the order of their time, as an SDK would send them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tenrec.cli.demo import catalog
from tenrec.cli.demo.people import Shopper, make_shoppers
from tenrec.cli.demo.plan import Planned, make_plan
from tenrec.cli.demo.story import NEW_SESSION, SERVER, story

_DAY = 86_400_000
_HOUR = 3_600_000
_SERVER_TRAITS = {"$lib": "posthog-python", "$lib_version": "7.79.0", "$is_server": True}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much story there is; the same scale makes the same events, uuids included."""

    users: int
    events: int
    days: int
    seed: int
    end: datetime


def make_events(scale: Scale) -> Iterator[dict[str, Any]]:
    """Exactly `scale.events` events, each day's in the order of time."""
    rng = Random(f"tenrec demo {scale.seed}")
    midnight = scale.end.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=scale.days - 1)
    weekdays = [(first + timedelta(days=day)).weekday() for day in range(scale.days)]
    calendar = [catalog.WEEKDAYS[day] for day in weekdays]
    calendar[-1] *= max((scale.end - midnight) / timedelta(days=1), 0.01)
    shoppers = make_shoppers(rng, scale.users, calendar)
    plan = make_plan(rng, shoppers, calendar, scale.events)
    end = int(scale.end.timestamp() * 1000)
    for number, visits in enumerate(plan):
        start = int((first + timedelta(days=number)).timestamp() * 1000)
        yield from _day(rng, visits, start, end)


def _day(rng: Random, visits: list[Planned], start: int, end: int) -> Iterator[dict[str, Any]]:
    found: list[tuple[int, int, dict[str, Any]]] = []
    for shopper, count in visits:
        for at, event in _visit(rng, shopper, count, _start(rng, shopper, start, end), end):
            found.append((at, len(found), event))
    found.sort()  # the running number keeps the order of a shopper's events of one moment
    for _, _, event in found:
        yield event


def _start(rng: Random, shopper: Shopper, start: int, end: int) -> int:
    """When the visit begins: an hour of the shopper's own clock, before the story ends."""
    local = rng.choices(range(24), catalog.HOURS)[0]
    offset = (local - shopper.place.hours_from_utc) % 24 * _HOUR + rng.randrange(_HOUR)
    return start + int(offset * min(1.0, (end - start) / _DAY))


def _visit(
    rng: Random, shopper: Shopper, count: int, at: int, end: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    base: dict[str, Any] = {}
    sessions = 0
    for gap, name, own in story(shopper, rng):
        if name == NEW_SESSION:
            pause = 31 * 60_000 + int(rng.expovariate(1 / 3) * _HOUR) if sessions else 0
            at = max(at, min(at + pause, end - rng.randrange(1000, 1_200_000)))
            base = _session(rng, shopper, at, is_first=shopper.visits == 0 and not sessions)
            sessions += 1
            continue
        at = min(at + 1 + int(gap * 1000), end)
        yield at, _event(rng, shopper, at, name, base, own)
        count -= 1
        if not count:
            break
    shopper.visits += 1


def _session(rng: Random, shopper: Shopper, at: int, *, is_first: bool) -> dict[str, Any]:
    """What every event of a session carries."""
    base = {
        **shopper.traits,
        "$session_id": uuid7(at, rng.getrandbits(74)),
        "$is_identified": shopper.is_known,
    }
    if shopper.is_app:
        return base
    referrer, domain = shopper.referrer if is_first or rng.random() < 0.3 else ("$direct",) * 2
    campaign = shopper.campaign if is_first or rng.random() < 0.2 else {}
    return {
        **base,
        **campaign,
        "$window_id": uuid7(at + 1, rng.getrandbits(74)),
        "$referrer": referrer,
        "$referring_domain": domain,
        "$current_url": catalog.SHOP + "/shop",
        "$pathname": "/shop",
    }


def _event(
    rng: Random, shopper: Shopper, at: int, name: str, base: dict[str, Any], own: dict[str, Any]
) -> dict[str, Any]:
    if SERVER in own:
        properties = {**_SERVER_TRAITS, **own}
        del properties[SERVER]
    else:
        properties = {**base, **own}
    if shopper.is_known and shopper.company:
        properties["$groups"] = {"company": shopper.company.key}
    return {
        "uuid": uuid7(at, rng.getrandbits(74)),
        "event": name,
        "distinct_id": shopper.distinct_id,
        "timestamp": iso(at),
        "properties": properties,
    }


def uuid7(milliseconds: int, randomness: int) -> str:
    """A UUIDv7 from unix milliseconds and 74 bits; quicker than uuid.UUID, which counts here."""
    text = f"{milliseconds:012x}{randomness:019x}"
    return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-9{text[16:19]}-{text[19:31]}"


def iso(milliseconds: int) -> str:
    """Unix milliseconds as the SDKs write them."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"
