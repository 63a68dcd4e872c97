"""Cohorts: named sets of persons, listed by hand or calculated from criteria."""
