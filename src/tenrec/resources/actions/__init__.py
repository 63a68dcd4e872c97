"""Actions: names for what users do, put together from events."""
