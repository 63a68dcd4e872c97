"""Single events, newest first."""
