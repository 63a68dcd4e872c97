"""What somebody does in the shop: steps without an end, of which a visit takes as many as it has.

A step is (seconds since the step before, event name, properties of its own). The name
`NEW_SESSION` is not an event: it says that a new session begins.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from tenrec.cli.demo import catalog
from tenrec.cli.demo.catalog import SHOP, Good
from tenrec.cli.demo.people import Shopper

Step = tuple[float, str, dict[str, Any]]

NEW_SESSION = ""
SERVER = "server"
"""A property name that marks what the shop's own server sends; taken out before it goes."""

_PAGES = [(path, title) for path, title, _ in catalog.PAGES]
_PAGE_WEIGHTS = [weight for _, _, weight in catalog.PAGES]


def story(shopper: Shopper, rng: Random) -> Iterator[Step]:
    """Never ends; the caller stops when the visit is over."""
    while True:
        yield 0.0, NEW_SESSION, {}
        if shopper.is_app:
            yield 0.0, "Application Opened", {"from_background": rng.random() < 0.6}
        yield from _arrive(shopper, rng)
        for _ in range(1 + int(rng.expovariate(1 / (9 if shopper.is_power else 4)))):
            yield from _wander(shopper, rng)
        if shopper.is_app:
            yield rng.expovariate(1 / 8), "Application Backgrounded", {}
        elif rng.random() < 0.6:
            yield rng.expovariate(1 / 30), "$pageleave", _leave(rng)


def _arrive(shopper: Shopper, rng: Random) -> Iterator[Step]:
    landing = rng.choices(_PAGES, _PAGE_WEIGHTS)[0]
    yield from _page(shopper, rng, *landing, gap=0.3)
    if shopper.is_known or shopper.signs_up_at_visit is None:
        return
    if shopper.was_customer:
        yield from _log_in(shopper, rng)
    elif shopper.visits >= shopper.signs_up_at_visit:
        yield from _sign_up(shopper, rng)


def _wander(shopper: Shopper, rng: Random) -> Iterator[Step]:
    mark = rng.random()
    if mark < 0.34:
        yield from _look_at_good(shopper, rng)
    elif mark < 0.42:
        query = rng.choice(catalog.SEARCHES)
        yield (
            rng.expovariate(1 / 9),
            "search performed",
            {"query": query, "results": rng.randrange(0, 24)},
        )
    elif mark < 0.56 and not shopper.is_app:
        yield from _click(rng)
    elif mark < 0.72 and shopper.is_known:
        yield from _use_feature(shopper, rng)
    else:
        yield from _page(shopper, rng, *rng.choices(_PAGES, _PAGE_WEIGHTS)[0])


def _page(
    shopper: Shopper, rng: Random, path: str, title: str, gap: float = 20.0
) -> Iterator[Step]:
    wait = rng.expovariate(1 / gap)
    if shopper.is_app:
        yield wait, "$screen", {"$screen_name": title}
    else:
        yield (
            wait,
            "$pageview",
            {"$current_url": SHOP + path, "$pathname": path, "title": title},
        )


def _leave(rng: Random) -> dict[str, Any]:
    path = rng.choices(_PAGES, _PAGE_WEIGHTS)[0][0]
    return {
        "$current_url": SHOP + path,
        "$pathname": path,
        "$prev_pageview_pathname": path,
        "$prev_pageview_duration": round(rng.expovariate(1 / 40), 3),
        "$prev_pageview_max_scroll_percentage": round(rng.random(), 4),
    }


def _click(rng: Random) -> Iterator[Step]:
    path = rng.choices(_PAGES, _PAGE_WEIGHTS)[0][0]
    text = rng.choice(("Add to cart", "Read more", "Filter", "Show all", "Next", "Subscribe"))
    chain = (
        f'button.button.wide:attr__class="button wide"nth-child="2"nth-of-type="1"text="{text}";'
        'div.card:attr__class="card"nth-child="4"nth-of-type="4";main:nth-child="2"nth-of-type="1"'
    )
    yield (
        rng.expovariate(1 / 7),
        "$autocapture",
        {
            "$event_type": "click",
            "$el_text": text,
            "$elements_chain": chain,
            "$current_url": SHOP + path,
            "$pathname": path,
        },
    )


def _look_at_good(shopper: Shopper, rng: Random) -> Iterator[Step]:
    good = rng.choices(catalog.GOODS, catalog.GOOD_WEIGHTS)[0]
    yield from _page(shopper, rng, f"/shop/{good.category}/{good.sku.lower()}", good.name, gap=15)
    yield 0.4, "product viewed", _of_good(good)
    if rng.random() < (0.45 if shopper.is_known else 0.17):
        shopper.cart.append(good)
        added = {**_of_good(good), "quantity": 1, "cart_size": len(shopper.cart)}
        yield rng.expovariate(1 / 25), "product added", added
        if rng.random() < 0.55:
            yield from _check_out(shopper, rng)


def _of_good(good: Good) -> dict[str, Any]:
    return {
        "product_id": good.sku,
        "product_name": good.name,
        "category": good.category,
        "price": good.price,
    }


def _check_out(shopper: Shopper, rng: Random) -> Iterator[Step]:
    currency = shopper.place.currency
    value = round(sum(good.price for good in shopper.cart) * catalog.RATES[currency], 2)
    cart = {"cart_value": value, "currency": currency, "item_count": len(shopper.cart)}
    yield from _page(shopper, rng, "/cart", "Your cart", gap=12)
    yield rng.expovariate(1 / 20), "checkout started", cart
    if not shopper.is_known or rng.random() > (0.78 if shopper.is_buyer else 0.4):
        return
    method = rng.choices(("card", "paypal", "invoice"), (6, 3, 2 if shopper.company else 0))[0]
    yield (
        rng.expovariate(1 / 30),
        "payment details entered",
        {**cart, "payment_method": method},
    )
    if rng.random() < 0.12:
        return
    yield from _order(shopper, rng, value, method)


def _order(shopper: Shopper, rng: Random, value: float, method: str) -> Iterator[Step]:
    goods, shopper.cart = shopper.cart, []
    shopper.orders += 1
    shopper.spent = round(shopper.spent + value / catalog.RATES[shopper.place.currency], 2)
    bill = {
        "order_id": f"order_{shopper.number}_{shopper.orders}",
        "amount": value,
        "currency": shopper.place.currency,
    }
    coupon = rng.choice(("GREEN10", "WELCOME", "TEAM5")) if rng.random() < 0.18 else None
    yield (
        rng.expovariate(1 / 25),
        "order completed",
        {
            **bill,
            "items": [
                {"sku": good.sku, "name": good.name, "price": good.price, "quantity": 1}
                for good in goods
            ],
            "item_count": len(goods),
            "coupon": coupon,
            "payment_method": method,
            "is_first_order": shopper.orders == 1,
            "$set": {"orders": shopper.orders, "lifetime_value_eur": shopper.spent},
        },
    )
    yield rng.expovariate(1 / 4), "payment received", {**bill, "provider": "demo_pay", SERVER: True}


def _use_feature(shopper: Shopper, rng: Random) -> Iterator[Step]:
    mark = rng.random()
    gap = rng.expovariate(1 / 18)
    if mark < 0.35:
        yield gap, "plant list opened", {"plants": rng.randrange(1, 60)}
    elif mark < 0.6:
        yield gap, "watering logged", {"plants": rng.randrange(1, 12), "is_late": mark < 0.42}
    elif mark < 0.75:
        yield gap, "reminder created", {"every_days": rng.choice((2, 3, 7, 14, 30))}
    elif mark < 0.86:
        yield (
            gap,
            "report exported",
            {"format": rng.choice(("pdf", "csv")), "rows": int(mark * 900)},
        )
    elif mark < 0.95 and shopper.company:
        yield gap, "teammate invited", {"role": rng.choice(("member", "admin"))}
    elif shopper.plan == "basic":
        shopper.plan = "care"
        upgrade = {"from_plan": "basic", "to_plan": "care", "$set": {"plan": "care"}}
        yield gap, "plan upgraded", upgrade
    else:
        yield gap, "support article opened", {"article": rng.choice(("billing", "pests", "light"))}


def _log_in(shopper: Shopper, rng: Random) -> Iterator[Step]:
    yield from _page(shopper, rng, "/login", "Log in", gap=10)
    yield from _identify(shopper)
    yield 0.2, "logged in", {"method": rng.choice(("password", "google"))}


def _sign_up(shopper: Shopper, rng: Random) -> Iterator[Step]:
    yield from _page(shopper, rng, "/pricing", "Care plans", gap=25)
    yield from _page(shopper, rng, "/signup", "Sign up", gap=30)
    yield rng.expovariate(1 / 40), "sign-up started", {}
    if rng.random() < 0.22:
        return  # leaves; the next visit may try again
    yield from _identify(shopper)
    method = rng.choice(("password", "password", "google"))
    yield 0.3, "signed up", {"method": method, "plan": shopper.plan}


def _identify(shopper: Shopper) -> Iterator[Step]:
    shopper.is_known = True
    about = {"email": shopper.email, "name": shopper.name, "plan": shopper.plan}
    first = {"first_campaign": shopper.campaign.get("utm_campaign"), "is_demo": True}
    yield (
        2.0,
        "$identify",
        {"$anon_distinct_id": shopper.anonymous_id, "$set": about, "$set_once": first},
    )
    if shopper.company:
        group = {"$group_type": "company", "$group_key": shopper.company.key}
        yield 0.1, "$groupidentify", {**group, "$group_set": shopper.company.properties}
