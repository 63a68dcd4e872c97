"""Tenrec: a product-analytics server that speaks PostHog's HTTP API."""

__version__ = "0.1.0"
