"""Persons of a project."""
