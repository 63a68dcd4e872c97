"""The table `events`: what happened, to whom, with the properties as they were then."""

from tenrec.hogql.table import Column, Kind, Link, Table, columns, links

# A merge moves distinct ids to another person: their earlier events follow by this join.
_OVERRIDES = """LEFT JOIN (
    SELECT distinct_id, argMax(person_id, version) AS person_id, 1 AS is_set
    FROM person_distinct_id_overrides PREWHERE team_id = {team}
    GROUP BY distinct_id HAVING argMax(is_deleted, version) = 0
) AS o ON s.distinct_id = o.distinct_id"""

_ELEMENT = """(s.elements_chain, '(?::|")%s="(.*?)"')"""

TABLE = Table(
    name="events",
    physical="events",
    columns=columns(
        Column("uuid", Kind.UUID),
        Column("event", Kind.STRING, is_dictionary=True),
        Column("properties", Kind.JSON, json="properties_json", owner="event"),
        Column("timestamp", Kind.DATETIME),
        Column("team_id", Kind.INTEGER),
        Column("distinct_id", Kind.STRING),
        Column("elements_chain", Kind.STRING),
        Column("created_at", Kind.DATETIME),
        Column("$session_id", Kind.STRING),
        Column("$window_id", Kind.STRING),
        Column("person_mode", Kind.STRING, sql="toString(s.person_mode)"),
        *(Column(f"$group_{index}", Kind.STRING) for index in range(5)),
        Column("elements_chain_href", Kind.STRING, sql=f"extract{_ELEMENT % 'href'}"),
        Column(
            "elements_chain_texts", Kind.ARRAY, sql=f"arrayDistinct(extractAll{_ELEMENT % 'text'})"
        ),
        Column(
            "elements_chain_ids", Kind.ARRAY, sql=f"arrayDistinct(extractAll{_ELEMENT % 'attr_id'})"
        ),
        Column(
            "elements_chain_elements",
            Kind.ARRAY,
            sql="arrayDistinct(extractAll(s.elements_chain, "
            "'(?:^|;)(a|button|form|input|select|textarea|label)(?:\\\\.|$|:)'))",
        ),
        Column(
            "person_id",
            Kind.UUID,
            sql="if(o.is_set = 1, o.person_id, s.person_id)",
            is_hidden=True,
        ),
        Column("person_created_at", Kind.DATETIME, is_hidden=True),
        Column(
            "person_properties",
            Kind.JSON,
            json="person_properties_json",
            owner="person",
            is_hidden=True,
        ),
        Column("historical_migration", Kind.BOOLEAN, is_hidden=True),
        Column("event_person_id", Kind.UUID, sql="s.person_id", is_hidden=True),
    ),
    links=links(
        Link(
            "person",
            here={
                "id": "person_id",
                "created_at": "person_created_at",
                "properties": "person_properties",
            },
            table="persons",
            from_column="person_id",
            to_column="id",
        ),
        Link(
            "poe",
            here={
                "id": "event_person_id",
                "created_at": "person_created_at",
                "properties": "person_properties",
            },
        ),
        Link(
            "pdi", table="person_distinct_ids", from_column="distinct_id", to_column="distinct_id"
        ),
        *(
            Link(
                f"group_{index}",
                table="groups",
                from_column=f"$group_{index}",
                to_column="key",
                group_index=index,
            )
            for index in range(5)
        ),
    ),
    join=_OVERRIDES,
    join_for=frozenset({"person_id"}),
)
