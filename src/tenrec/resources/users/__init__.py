"""The caller: who they are and where they are."""
