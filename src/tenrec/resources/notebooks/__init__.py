"""Notebooks: documents with words, queries and recordings in them."""
