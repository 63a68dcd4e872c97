"""Schema changes of taxonomy, in order."""
