"""One file: paths and their handler."""
