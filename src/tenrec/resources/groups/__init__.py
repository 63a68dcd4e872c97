"""Groups of a project: companies, teams and whatever else its events are grouped by."""
