"""Words without I/O that every room uses."""
