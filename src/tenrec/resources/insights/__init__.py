"""Saved questions: a query with a name, tags and a short id."""
