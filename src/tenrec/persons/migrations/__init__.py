"""Schema changes of persons, in order."""
