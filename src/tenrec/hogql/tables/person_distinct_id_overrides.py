"""The table `person_distinct_id_overrides`: distinct ids that changed their person."""

from tenrec.hogql.table import Column, Kind, Link, Table, columns, links

TABLE = Table(
    name="person_distinct_id_overrides",
    physical="person_distinct_id_overrides",
    columns=columns(
        Column("team_id", Kind.INTEGER),
        Column("distinct_id", Kind.STRING),
        Column("person_id", Kind.UUID),
    ),
    links=links(
        Link(
            "person",
            here={"id": "person_id"},
            table="persons",
            from_column="person_id",
            to_column="id",
        ),
    ),
    is_final=True,
    where="s.is_deleted = 0",
)
