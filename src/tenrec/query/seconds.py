"""How long queries took, for /metrics: counted once a process, like the open store."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import Histogram, disable_created_metrics

from tenrec.core.errors import TenrecError

# One series more for each histogram, which nobody asks for.
disable_created_metrics()
SECONDS = Histogram(
    "tenrec_query_seconds",
    "How long queries took.",
    ["kind", "outcome"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=None,
)


@contextmanager
def measured(kind: str) -> Iterator[None]:
    """Counts one query: `answered`, `refused` (the caller's mistake) or `failed` (ours)."""
    start, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "answered"
    except TenrecError as error:
        outcome = "refused" if error.status < 500 else "failed"
        raise
    finally:
        SECONDS.labels(kind, outcome).observe(perf_counter() - start)
