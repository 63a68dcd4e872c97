"""What every resource shares: views, permissions, paging, errors."""
