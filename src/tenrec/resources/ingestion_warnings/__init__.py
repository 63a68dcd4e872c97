"""What went wrong with accepted events, grouped by kind."""
