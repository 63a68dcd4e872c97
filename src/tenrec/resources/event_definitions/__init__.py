"""The event names a project has seen."""
