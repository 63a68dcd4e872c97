"""The query language: text to tree to ClickHouse SQL, with no Django."""
