"""What every resource shares: who calls, for which project, may they, and how we answer."""
