"""Notes pinned to a date."""
