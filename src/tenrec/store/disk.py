"""How much room the stored events take."""

from tenrec.store.base import EventStore

_PARTS = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()"


def bytes_on_disk(store: EventStore) -> int:
    """Of all tables, compressed, without parts that are merged away already."""
    return int(store.select(_PARTS).rows[0][0] or 0)
