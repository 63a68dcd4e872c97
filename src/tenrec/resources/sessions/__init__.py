"""Where a user is logged in, and logging out there."""
