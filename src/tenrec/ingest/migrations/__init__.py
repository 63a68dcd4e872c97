"""Schema changes of ingest, in order."""
