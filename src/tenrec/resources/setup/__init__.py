"""The first account: is the set-up link open, and signing up by it."""
