"""The query schema of the wire: which kinds there are and what each may hold; no Django."""
