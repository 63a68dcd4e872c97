"""Organizations of the caller."""
