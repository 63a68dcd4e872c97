"""What the shop of the demo is made of: pages, goods, campaigns, devices, places, companies."""

from typing import Any, NamedTuple

SHOP = "https://shop.fernhill.example"


class Good(NamedTuple):
    """Something the shop sells."""

    sku: str
    name: str
    category: str
    price: float


GOODS = tuple(
    Good(f"FH-{100 + i}", name, category, price)
    for i, (name, category, price) in enumerate(
        [
            ("Monstera, large", "plants", 39.0),
            ("Boston fern", "plants", 18.5),
            ("Snake plant", "plants", 24.0),
            ("Olive tree, 150 cm", "plants", 149.0),
            ("Herb box", "plants", 15.9),
            ("Office jungle set", "sets", 259.0),
            ("Reception set", "sets", 420.0),
            ("Desk set", "sets", 59.0),
            ("Clay pot, 24 cm", "pots", 12.5),
            ("Hanging planter", "pots", 27.0),
            ("Self-watering pot", "pots", 44.9),
            ("Stoneware bowl", "pots", 33.0),
            ("Potting soil, 20 l", "care", 9.9),
            ("Plant food", "care", 7.5),
            ("Brass watering can", "care", 48.0),
            ("Grow light", "care", 79.0),
        ]
    )
)
GOOD_WEIGHTS = (9, 8, 8, 3, 7, 2, 1, 5, 8, 5, 4, 3, 9, 9, 3, 4)

PAGES = (
    ("/", "Fernhill: plants for places where people work", 20),
    ("/shop", "Shop", 30),
    ("/shop/plants", "Plants", 18),
    ("/shop/pots", "Pots", 9),
    ("/shop/sets", "Sets for offices", 8),
    ("/pricing", "Care plans", 10),
    ("/guides", "Guides", 7),
    ("/guides/light", "How much light is enough?", 9),
    ("/guides/watering", "Watering without worry", 11),
    ("/about", "About us", 3),
    ("/contact", "Contact", 2),
)
SEARCHES = ("monstera", "fern", "pot 30 cm", "pet safe", "low light", "gift card", "olive", "soil")

REFERRERS = (
    ("$direct", "$direct", 38),
    ("https://www.google.com/", "www.google.com", 34),
    ("https://duckduckgo.com/", "duckduckgo.com", 5),
    ("https://www.bing.com/", "www.bing.com", 5),
    ("https://www.instagram.com/", "www.instagram.com", 8),
    ("https://news.ycombinator.com/", "news.ycombinator.com", 2),
    ("https://plants.example/best-shops", "plants.example", 8),
)
CAMPAIGNS: tuple[tuple[dict[str, str], int], ...] = (
    ({"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "office_plants"}, 9),
    ({"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "brand"}, 5),
    ({"utm_source": "newsletter", "utm_medium": "email", "utm_campaign": "spring_care"}, 6),
    (
        {
            "utm_source": "instagram",
            "utm_medium": "paid_social",
            "utm_campaign": "jungle_desk",
            "utm_content": "reel",
        },
        7,
    ),
    ({"utm_source": "partner", "utm_medium": "referral", "utm_campaign": "coworking"}, 3),
    ({}, 70),
)

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
_ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


def _browser(
    browser: str, version: int, system: tuple[str, str], screen: tuple[int, int], agent: str
) -> dict[str, Any]:
    width, height = screen
    return {
        "$browser": browser,
        "$browser_version": version,
        "$os": system[0],
        "$os_version": system[1],
        "$device_type": "Mobile" if width < 500 else "Tablet" if width < 1100 else "Desktop",
        "$screen_width": width,
        "$screen_height": height,
        "$viewport_width": width,
        "$viewport_height": height - 120,
        "$raw_user_agent": agent,
    }


BROWSERS = (
    (_browser("Chrome", 141, ("Windows", "10"), (1920, 1080), f"{_WINDOWS} Chrome/141.0.0.0"), 28),
    (_browser("Chrome", 140, ("Mac OS X", "10.15.7"), (1728, 1117), f"{_MAC} Chrome/140"), 12),
    (_browser("Safari", 26, ("Mac OS X", "10.15.7"), (1512, 982), f"{_MAC} Version/26.0"), 10),
    (_browser("Microsoft Edge", 141, ("Windows", "11"), (1536, 864), f"{_WINDOWS} Edg/141"), 9),
    (_browser("Firefox", 144, ("Linux", ""), (1920, 1200), _LINUX), 5),
    (_browser("Mobile Safari", 26, ("iOS", "18.6.2"), (390, 844), f"{_IPHONE} Mobile/15E148"), 21),
    (_browser("Chrome", 141, ("Android", "15"), (412, 915), f"{_ANDROID} Mobile Chrome/141"), 13),
    (_browser("Mobile Safari", 18, ("iOS", "18.1.0"), (820, 1180), f"{_IPHONE} iPad"), 2),
)
APPS = (
    (
        {
            "$lib": "posthog-ios",
            "$lib_version": "3.34.0",
            "$os": "iOS",
            "$os_name": "iOS",
            "$os_version": "26.1",
            "$device_type": "Mobile",
            "$device_manufacturer": "Apple",
            "$device_model": "iPhone17,1",
            "$app_name": "Fernhill",
            "$app_namespace": "example.fernhill.app",
            "$app_version": "4.2.0",
            "$app_build": "4201",
            "$screen_width": 402,
            "$screen_height": 874,
            "$network_wifi": True,
            "$network_cellular": False,
        },
        6,
    ),
    (
        {
            "$lib": "posthog-android",
            "$lib_version": "3.25.0",
            "$os": "Android",
            "$os_name": "Android",
            "$os_version": "15",
            "$device_type": "Mobile",
            "$device_manufacturer": "Google",
            "$device_model": "Pixel 9",
            "$app_name": "Fernhill",
            "$app_namespace": "example.fernhill.app",
            "$app_version": "4.1.3",
            "$app_build": "4138",
            "$screen_width": 411,
            "$screen_height": 923,
            "$network_wifi": False,
            "$network_cellular": True,
        },
        4,
    ),
)


class Place(NamedTuple):
    """Where a visitor sits."""

    city: str
    code: str
    country: str
    zone: str
    hours_from_utc: int
    currency: str


PLACES = (
    (Place("Berlin", "DE", "Germany", "Europe/Berlin", 1, "EUR"), 17),
    (Place("Hamburg", "DE", "Germany", "Europe/Berlin", 1, "EUR"), 9),
    (Place("Paris", "FR", "France", "Europe/Paris", 1, "EUR"), 11),
    (Place("Amsterdam", "NL", "Netherlands", "Europe/Amsterdam", 1, "EUR"), 7),
    (Place("London", "GB", "United Kingdom", "Europe/London", 0, "GBP"), 16),
    (Place("Dublin", "IE", "Ireland", "Europe/Dublin", 0, "EUR"), 4),
    (Place("New York", "US", "United States", "America/New_York", -5, "USD"), 16),
    (Place("Austin", "US", "United States", "America/Chicago", -6, "USD"), 8),
    (Place("Toronto", "CA", "Canada", "America/Toronto", -5, "CAD"), 6),
    (Place("São Paulo", "BR", "Brazil", "America/Sao_Paulo", -3, "USD"), 3),
    (Place("東京", "JP", "Japan", "Asia/Tokyo", 9, "JPY"), 3),
)
RATES = {"EUR": 1.0, "GBP": 0.87, "USD": 1.16, "CAD": 1.62, "JPY": 178.0}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ada Amir Anaïs Ben Chiara Chen Daniel Elif Emma Felix Grace Hana Igor Ines Jonas Kofi "
    "Lena Liam Lucía Marek Maya Mei Nadia Noah Olga Omar Paula Priya Ravi Rosa Sam Sofia "
    "Theo Tomás Uma Victor Wei Yara Yusuf Zoë"
)
LAST_NAMES = _words(
    "Adeyemi Andersson Bauer Bianchi Brown Costa Dubois Fischer García Haddad Ito Jansen "
    "Kaya Kowalski Lefèvre Li Martin Mbeki Moreau Müller Nguyen Novak O'Brien Okafor Patel "
    "Rossi Sanchez Sato Schmidt Silva Singh Smith Suzuki Tan Weber Wang Williams Yilmaz "
    "Young Ziegler"
)
COMPANY_HEADS = _words(
    "Alder Amber Arc Birch Blue Bright Cedar Copper Delta Ember Fjord Gold Harbour Iron "
    "Juniper Kite Lark Maple North Oak Pine Quartz River Sage Tidal Umber Vale West Yarrow "
    "Zephyr"
)
COMPANY_TAILS = _words(
    "Architects Analytics Bakery Books Clinic Coworking Design Films Foods Hotels Insurance "
    "Labs Law Logistics Media Partners Robotics School Software Studio"
)
INDUSTRIES = ("software", "hospitality", "health", "education", "finance", "retail", "media")
PLANS = (("basic", 60), ("care", 30), ("care+", 10))

# Share of a day's visits in each local hour: a morning rise, a lunch dip, an evening hill.
HOURS = (2, 1, 1, 1, 1, 2, 4, 8, 13, 16, 16, 15, 11, 14, 15, 14, 13, 12, 11, 12, 12, 9, 6, 3)
WEEKDAYS = (1.12, 1.16, 1.14, 1.08, 0.98, 0.62, 0.7)
