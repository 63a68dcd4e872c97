"""Where the health of the pipeline comes from; the server puts it here when it starts."""

from collections.abc import Callable
from dataclasses import dataclass

from tenrec.core.errors import Unavailable
from tenrec.ingest.journal import Journal
from tenrec.ingest.status import Status


@dataclass(frozen=True, slots=True)
class Source:
    """The running parts that can tell."""

    status: Status
    journal: Journal
    acknowledged: Callable[[], int]
    """How many events capture has answered 200 for."""


_source: Source | None = None


def use(source: Source | None) -> None:
    """What the endpoint reads from now on."""
    global _source
    _source = source


def current() -> Source:
    """The running pipeline of this process."""
    if _source is None:
        raise Unavailable("The pipeline does not run in this process.")
    return _source
