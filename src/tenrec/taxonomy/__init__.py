"""What names and types of events and properties a project has seen."""
