"""The page that an invite opens: whom it is for, and joining by it."""
