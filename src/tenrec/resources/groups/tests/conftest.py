"""The pipeline, for the tests of this room."""

from tenrec.ingest.tests.pipeline import StoreAll, journal, send, store_all

__all__ = ["StoreAll", "journal", "send", "store_all"]
