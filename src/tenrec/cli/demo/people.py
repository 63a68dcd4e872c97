"""Who visits the shop of the demo: devices, companies, habits, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from tenrec.cli.demo import catalog
from tenrec.cli.demo.catalog import Good, Place

Thing = TypeVar("Thing")

_SHARE_FROM_BEFORE = 0.3
_SHARE_SIGNING_UP = 0.42
_SHARE_OF_COMPANY = 0.55
_SHARE_OF_APP = 0.13
_SHARE_OF_POWER = 0.015
_DAILY_GROWTH = 0.011

Calendar = Sequence[float]
"""How much of a usual day each day of the story is: weekdays differ, the last has only begun."""


@dataclass(frozen=True, slots=True)
class Company:
    """A customer with several people: a group."""

    key: str
    properties: dict[str, Any]


@dataclass(slots=True)
class Shopper:
    """One person with one device; what they have done so far changes as the story goes on."""

    number: int
    anonymous_id: str
    user_id: str
    name: str
    email: str
    place: Place
    traits: dict[str, Any]
    referrer: tuple[str, str]
    campaign: dict[str, str]
    arrives: int
    signs_up_at_visit: int | None
    interest: float
    is_power: bool
    is_app: bool
    is_buyer: bool
    company: Company | None
    plan: str
    was_customer: bool
    is_known: bool = False
    visits: int = 0
    orders: int = 0
    spent: float = 0.0
    cart: list[Good] = field(default_factory=list)

    @property
    def distinct_id(self) -> str:
        return self.user_id if self.is_known else self.anonymous_id


def choose(rng: Random, weighted: tuple[tuple[Thing, int], ...]) -> Thing:
    """One of pairs (thing, weight)."""
    mark = rng.random() * sum(weight for _, weight in weighted)
    for thing, weight in weighted:
        mark -= weight
        if mark < 0:
            return thing
    return weighted[-1][0]


def make_companies(rng: Random, count: int) -> list[Company]:
    """Customers with several people; the first ones are the largest."""
    companies = []
    for number in range(count):
        head, tail = rng.choice(catalog.COMPANY_HEADS), rng.choice(catalog.COMPANY_TAILS)
        seats = max(2, int(rng.paretovariate(1.1) * 4))
        properties = {
            "name": f"{head} {tail}",
            "industry": rng.choice(catalog.INDUSTRIES),
            "seats": min(seats, 4000),
            "plan": choose(rng, catalog.PLANS),
            "is_paying": rng.random() < 0.7,
        }
        companies.append(Company(f"company_{number:05}", properties))
    return companies


def make_shoppers(rng: Random, count: int, calendar: Calendar) -> list[Shopper]:
    """Everybody of the story, in the order of their numbers."""
    companies = make_companies(rng, max(3, count // 40))
    arrivals = _arrivals(rng, count, calendar)
    return [_shopper(rng, number, arrivals[number], companies) for number in range(count)]


def _arrivals(rng: Random, count: int, calendar: Calendar) -> list[int]:
    """The first day of each; more every day, and some were there before the story begins."""
    weights = [(1 + _DAILY_GROWTH) ** day * share for day, share in enumerate(calendar)]
    before = int(count * _SHARE_FROM_BEFORE)
    known = [-1 - int(rng.expovariate(1 / 45)) for _ in range(before)]
    return known + rng.choices(range(len(calendar)), weights, k=count - before)


def _shopper(rng: Random, number: int, arrives: int, companies: list[Company]) -> Shopper:
    first, last = rng.choice(catalog.FIRST_NAMES), rng.choice(catalog.LAST_NAMES)
    signs_up = rng.random() < (_SHARE_SIGNING_UP if arrives >= 0 else 0.75)
    is_power = signs_up and rng.random() < _SHARE_OF_POWER * 2.5
    company = None
    if signs_up and rng.random() < _SHARE_OF_COMPANY:
        company = companies[min(int(rng.paretovariate(0.7)) - 1, len(companies) - 1)]
    is_app = rng.random() < _SHARE_OF_APP
    place = choose(rng, catalog.PLACES)
    anonymous_id = _uuid(rng.getrandbits(128))
    return Shopper(
        number=number,
        anonymous_id=anonymous_id,
        user_id=f"user_{number:06}",
        name=f"{first} {last}",
        email=f"user{number}@{company.key if company else 'mail'}.example",
        place=place,
        traits=_traits(rng, place, anonymous_id, is_app=is_app),
        referrer=choose(rng, tuple(((r[0], r[1]), r[2]) for r in catalog.REFERRERS)),
        campaign={} if is_app else choose(rng, catalog.CAMPAIGNS),
        arrives=arrives,
        signs_up_at_visit=min(int(rng.expovariate(1.1)), 12) if signs_up else None,
        interest=rng.lognormvariate(0, 0.7) * (7 if is_power else 1),
        is_power=is_power,
        is_app=is_app,
        is_buyer=rng.random() < 0.5,
        company=company,
        plan=choose(rng, catalog.PLANS),
        was_customer=signs_up and arrives < 0,
    )


def _traits(rng: Random, place: Place, device_id: str, *, is_app: bool) -> dict[str, Any]:
    """The properties that every event of this device carries."""
    shared = {
        "$device_id": device_id,
        # Documentation networks: they belong to nobody.
        "$ip": f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randrange(1, 255)}",
        "$timezone": place.zone,
        "$geoip_disable": True,
        "$geoip_city_name": place.city,
        "$geoip_country_code": place.code,
        "$geoip_country_name": place.country,
    }
    if is_app:
        return {**choose(rng, catalog.APPS), **shared, "$locale": "en"}
    browser = choose(rng, catalog.BROWSERS)
    web = {"$lib": "web", "$lib_version": "1.438.0", "$host": catalog.SHOP.partition("//")[2]}
    return {**web, **browser, **shared, "$browser_language": "en-US"}


def _uuid(value: int) -> str:
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
