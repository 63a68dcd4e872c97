"""One file, one engine: the same SQL over another wire."""
