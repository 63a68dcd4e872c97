"""Who belongs to an organization, and at which level."""
