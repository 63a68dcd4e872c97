"""Organizations, projects, users and keys: who may do what."""
