"""Migrations of feature flags."""
