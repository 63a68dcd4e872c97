"""Feature flags: what is on for whom, and what it is then."""
