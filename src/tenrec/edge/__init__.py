"""Data plane HTTP: what SDKs call; no Django."""
