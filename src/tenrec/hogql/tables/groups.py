"""The table `groups`: companies, projects and whatever else a project groups its events by."""

from tenrec.hogql.table import Column, Kind, Table, columns

TABLE = Table(
    name="groups",
    physical="groups",
    columns=columns(
        Column("index", Kind.INTEGER, sql="s.group_type_index"),
        Column("team_id", Kind.INTEGER),
        Column("key", Kind.STRING, sql="s.group_key"),
        Column("created_at", Kind.DATETIME),
        Column("updated_at", Kind.DATETIME),
        Column("properties", Kind.JSON, json="properties_json", owner="group"),
    ),
    is_final=True,
)
