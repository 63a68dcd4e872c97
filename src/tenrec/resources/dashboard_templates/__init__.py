"""Templates of dashboards: those of the product and those that a project saves."""
