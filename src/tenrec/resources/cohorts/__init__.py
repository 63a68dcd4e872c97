"""Named sets of persons."""
