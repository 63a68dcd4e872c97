"""Health of the way from capture to store: lag, backlog, disk, last error."""
