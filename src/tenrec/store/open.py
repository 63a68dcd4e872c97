"""Opens the event store that the settings ask for; one per process."""

from importlib import import_module
from urllib.parse import urlsplit

from tenrec.core.config import Config
from tenrec.core.discover import discover
from tenrec.core.errors import SettingRefused, StoreDown
from tenrec.store.base import EventStore
from tenrec.store.engine import Engine

_open: EventStore | None = None


def open_store(config: Config) -> EventStore:
    """The store of the settings, which `current` gives from now on."""
    global _open
    url = config.clickhouse_url or f"chdb://{config.data_dir / 'events'}"
    _open = engine_of(url).open(url)
    return _open


def engine_of(url: str) -> Engine:
    """The engine whose scheme the URL has."""
    scheme = urlsplit(url).scheme
    engines = import_module("tenrec.store.engines")
    for engine in discover(engines, "ENGINE").values():
        if scheme in engine.schemes:
            found: Engine = engine
            return found
    raise SettingRefused(f"No event store speaks {scheme}://", attr="TENREC_CLICKHOUSE_URL")


def current() -> EventStore:
    """The open store of this process."""
    if _open is None:
        raise StoreDown("The event store is not open.")
    return _open


def use(store: EventStore | None) -> None:
    """Makes `store` the one of this process: for tests, and None once it is closed."""
    global _open
    _open = store
