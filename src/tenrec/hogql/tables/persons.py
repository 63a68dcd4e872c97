"""The table `persons`: everybody as they are now, without the deleted."""

from tenrec.hogql.table import Column, Kind, Link, Table, columns, links

TABLE = Table(
    name="persons",
    physical="persons",
    columns=columns(
        Column("id", Kind.UUID),
        Column("created_at", Kind.DATETIME),
        Column("team_id", Kind.INTEGER),
        Column("properties", Kind.JSON, json="properties_json", owner="person"),
        Column("is_identified", Kind.BOOLEAN),
        Column("last_seen_at", Kind.DATETIME, is_nullable=True),
        Column("version", Kind.INTEGER, is_hidden=True),
    ),
    links=links(
        Link("pdi", table="person_distinct_ids", from_column="id", to_column="person_id"),
    ),
    is_final=True,
    where="s.is_deleted = 0",
)
