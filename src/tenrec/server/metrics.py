"""Prometheus text: what the parts know of themselves, read when it is asked for."""

import asyncio
import shutil
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, connection
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import Response

from tenrec.core.config import Config
from tenrec.query.seconds import SECONDS
from tenrec.server.parts import Parts
from tenrec.store.disk import bytes_on_disk


class Metrics(Collector):
    """Gathers the figures of one server; nothing is counted twice for it."""

    def __init__(self, config: Config, parts: Parts) -> None:
        self._config = config
        self._parts = parts
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    async def answer(self, request: Request) -> Response:
        """In a thread, since it asks the disk."""
        text = await asyncio.to_thread(generate_latest, self._registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterable[Metric]:
        """All families."""
        yield from self._capture()
        yield from self._ingest()
        yield from SECONDS.collect()
        yield from _jobs()
        yield from self._disk()

    def _capture(self) -> Iterator[Metric]:
        counts = self._parts.counts
        events = _counter("tenrec_events_acknowledged", "Events answered with 200.", ["path"])
        for path, number in counts.events.copy().items():
            events.add_metric([path], number)
        flags = _counter("tenrec_flags_evaluated", "Feature flags worked out.", ["path"])
        for path, number in counts.flags.copy().items():
            flags.add_metric([path], number)
        requests = _counter("tenrec_requests", "Requests of SDKs.", ["path", "status", "reason"])
        for path, number in counts.requests.copy().items():
            requests.add_metric([path, "200", ""], number)
        for (path, status, reason), number in counts.refused.copy().items():
            requests.add_metric([path, str(status), reason], number)
        yield events
        yield flags
        yield requests
        yield GaugeMetricFamily(
            "tenrec_requests_in_flight", "Requests of SDKs not answered yet.", counts.in_flight
        )

    def _ingest(self) -> Iterator[Metric]:
        status, journal = self._parts.worker.status, self._parts.journal
        dropped = _counter("tenrec_events_dropped", "Accepted, not stored.", ["reason"])
        for reason, number in status.dropped.copy().items():
            dropped.add_metric([reason], number)
        yield dropped
        yield CounterMetricFamily(
            "tenrec_events_stored", "Events that SQL can count.", status.stored
        )
        yield CounterMetricFamily(
            "tenrec_dead_letters", "Events that could not be digested; kept.", status.dead_letters
        )
        for name, text, value in (
            ("ingest_lag_seconds", "Age of the oldest event not countable.", status.lag_seconds),
            ("ingest_is_failing", "1 while batches fail.", status.is_failing),
            (
                "journal_backlog_bytes",
                "Journalled, not stored.",
                journal.backlog(status.position),
            ),
            ("journal_limit_bytes", "What the journal may hold.", self._config.journal_max_bytes),
        ):
            yield GaugeMetricFamily(f"tenrec_{name}", text, float(value))

    def _disk(self) -> Iterator[Metric]:
        folder = self._config.data_dir
        disk = GaugeMetricFamily("tenrec_disk_bytes", "On the data disk.", labels=["part"])
        state = sum(path.stat().st_size for path in folder.glob("tenrec.sqlite3*"))
        disk.add_metric(["journal"], self._parts.journal.size_bytes)
        disk.add_metric(["events"], bytes_on_disk(self._parts.store))
        disk.add_metric(["state"], state)
        disk.add_metric(["free"], shutil.disk_usage(folder).free)
        yield disk


def _jobs() -> Iterator[Metric]:
    from tenrec.jobs.report import report  # only after Django is set up

    jobs = GaugeMetricFamily("tenrec_jobs", "Background jobs.", labels=["status"])
    try:
        found = report()
    except DatabaseError:  # the other figures are wanted most when the database is away
        return
    finally:
        connection.close()
    jobs.add_metric(["waiting"], found.waiting)
    jobs.add_metric(["running"], found.running)
    jobs.add_metric(["failed"], found.failed)
    yield jobs


def _counter(name: str, text: str, labels: list[str]) -> CounterMetricFamily:
    return CounterMetricFamily(name, text, labels=labels)
