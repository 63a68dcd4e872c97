"""One file, one table of the language."""
