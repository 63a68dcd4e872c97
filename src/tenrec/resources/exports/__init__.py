"""Files of what the API or a query answers, made in the background and kept for some days."""
