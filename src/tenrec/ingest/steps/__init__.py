"""One function a file; each changes one event."""
