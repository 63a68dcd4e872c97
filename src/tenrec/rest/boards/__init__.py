"""What insights, dashboards and shared pages have in common: rights, rows, results, templates."""
