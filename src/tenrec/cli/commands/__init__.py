"""One file, one command; the docstring is its help line."""
