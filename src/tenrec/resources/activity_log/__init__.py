"""The activity log of a project and of an organization."""
