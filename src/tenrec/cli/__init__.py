"""The tenrec command."""
