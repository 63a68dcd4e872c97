"""The properties a project has seen."""
