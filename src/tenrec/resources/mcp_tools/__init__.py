"""Tools that agents call over the API, by name."""
