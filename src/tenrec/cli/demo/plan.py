"""Who visits on which day, with how many events: exactly as many as were asked for."""

import math
from random import Random
from typing import NamedTuple

from tenrec.cli.demo.people import Calendar, Shopper


class Planned(NamedTuple):
    """One shopper's events of one day."""

    shopper: Shopper
    events: int


def make_plan(
    rng: Random, shoppers: list[Shopper], calendar: Calendar, events: int
) -> list[list[Planned]]:
    """For every day its visits; every shopper comes at least once."""
    visits = [visit for shopper in shoppers for visit in _visits(rng, shopper, calendar)]
    if len(visits) > events:
        visits = _thinned(rng, visits, events)
    weights = [_length(rng, shopper) for shopper, _ in visits]
    plan: list[list[Planned]] = [[] for _ in calendar]
    spare, total, passed, given = events - len(visits), sum(weights), 0.0, 0
    for (shopper, day), weight in zip(visits, weights, strict=True):
        passed += weight
        upto = round(spare * passed / total)
        plan[day].append(Planned(shopper, 1 + upto - given))
        given = upto
    return plan


def _visits(rng: Random, shopper: Shopper, calendar: Calendar) -> list[tuple[Shopper, int]]:
    """The days on which a shopper comes: often at first, seldom later, hardly on Sundays."""
    start = max(shopper.arrives, 0)
    found = [start] if shopper.arrives >= 0 else []
    stays = shopper.signs_up_at_visit is not None
    for day in range(start + len(found), len(calendar)):
        chance = shopper.interest * _keep(day - shopper.arrives, stays=stays) * calendar[day]
        if rng.random() < min(chance, 0.95):
            found.append(day)
    if not found:
        found.append(rng.randrange(start, len(calendar)))
    return [(shopper, day) for day in found]


def _keep(age: int, *, stays: bool) -> float:
    """How likely somebody comes back so many days after the first visit."""
    if not stays:
        return 0.09 * math.exp(-age / 6) + 0.004
    return 0.22 * math.exp(-age / 4) + 0.13 * math.exp(-age / 30) + 0.025


def _length(rng: Random, shopper: Shopper) -> float:
    known = 1.5 if shopper.signs_up_at_visit is not None else 0.8
    return known * (0.35 + rng.expovariate(1.0)) * (2.2 if shopper.is_power else 1.0)


def _thinned(
    rng: Random, visits: list[tuple[Shopper, int]], count: int
) -> list[tuple[Shopper, int]]:
    """As many visits as there are events, everybody's first among them."""
    seen: set[int] = set()
    firsts: list[int] = []
    others: list[int] = []
    for index, (shopper, _) in enumerate(visits):
        (others if shopper.number in seen else firsts).append(index)
        seen.add(shopper.number)
    kept = sorted(firsts[:count] + rng.sample(others, max(0, count - len(firsts))))
    return [visits[index] for index in kept]
