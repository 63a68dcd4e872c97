"""Where events live: one protocol, one engine a file, ClickHouse SQL everywhere."""
