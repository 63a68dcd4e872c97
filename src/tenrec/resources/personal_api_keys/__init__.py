"""The caller's personal API keys."""
