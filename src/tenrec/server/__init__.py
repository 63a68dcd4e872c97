"""The one process: the only room that opens a store and joins edge, Django and the web app."""
