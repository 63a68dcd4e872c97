"""What a user pinned to the navigation of a project, and the page that opens first."""
