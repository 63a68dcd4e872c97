"""What people say about things, in threads."""
