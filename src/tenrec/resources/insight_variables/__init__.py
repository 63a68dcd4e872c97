"""Variables of SQL: a name that queries use, and what it holds unless told otherwise."""
