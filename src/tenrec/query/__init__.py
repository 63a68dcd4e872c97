"""Questions as JSON in, answers as JSON out."""
