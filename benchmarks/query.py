"""How long typical questions about a million events take, over HTTP."""

import statistics
import time

from tests.live import LiveServer

from benchmarks.run import Run, tell
from benchmarks.table import Line

_TIMES = 5
_QUESTIONS = {
    "count by event": "select event, count() as n from events group by event order by n desc",
    "breakdown by a property": (
        "select properties.$browser as browser, count() as n from events group by browser"
    ),
    "people a day": (
        "select toDate(timestamp) as day, count(distinct person_id) as n from events "
        "group by day order by day"
    ),
    "breakdown by a person's property": (
        "select person.properties.plan as plan, count() as n from events group by plan"
    ),
    "sum of a numeric property by campaign": (
        "select properties.$geoip_country_code as country, sum(toFloat(properties.amount)) as s "
        "from events where event = 'order completed' group by country"
    ),
}


def measure(run: Run) -> list[Line]:
    server = run.stored_server()
    tell("query: typical questions")
    total = server.sql("select count() from events")[0][0]
    return [
        Line(name=f"query over {total:,} events: {name}", figure=_timed(server, text))
        for name, text in _QUESTIONS.items()
    ]


def _timed(server: LiveServer, text: str) -> str:
    """The median of a few; the first, which may find cold pages, is told beside it."""
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        server.sql(text)
        took.append((time.perf_counter() - began) * 1000)
    return f"{statistics.median(took):.0f} ms (first {took[0]:.0f})"
