"""Kinds of groups, how they are called, and what is measured of them."""
