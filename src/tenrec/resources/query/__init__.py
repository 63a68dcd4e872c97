"""Asking questions: the query endpoint."""
