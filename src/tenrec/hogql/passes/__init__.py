"""One function a file; each changes a query tree."""
