"""Schema changes of accounts, in order."""
