"""Roles: named groups of members."""
