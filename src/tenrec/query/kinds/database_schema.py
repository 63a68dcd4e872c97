"""DatabaseSchemaQuery: every table and field of the language, for auto-completion."""

from typing import Any

from tenrec.hogql.catalog import TABLES
from tenrec.hogql.context import Context
from tenrec.hogql.print_hogql import identifier
from tenrec.hogql.table import Link, Table
from tenrec.query.base import Compile, Kind
from tenrec.query.schema.language import DatabaseSchemaQuery


def tell(query: DatabaseSchemaQuery, context: Context, compile_query: Compile) -> dict[str, Any]:
    """`tables` by name; a link is a lazy table, or a virtual one when it stays on the row."""
    return {
        "tables": {
            table.name: {
                "id": table.name,
                "name": table.name,
                "type": "posthog",
                "fields": _fields(table),
            }
            for table in TABLES.values()
        },
        "joins": [],
    }


def _fields(table: Table) -> dict[str, dict[str, Any]]:
    fields = {
        column.name: _field(column.name, str(column.kind), column.kind != "unknown")
        for column in table.columns.values()
        if not column.is_hidden or column.name == "person_id"
    }
    for link in table.links.values():
        fields[link.name] = _link(link)
    return fields


def _field(name: str, kind: str, is_valid: bool = True) -> dict[str, Any]:
    return {"name": name, "hogql_value": identifier(name), "type": kind, "schema_valid": is_valid}


def _link(link: Link) -> dict[str, Any]:
    names = sorted({*link.here, *(TABLES[link.table].columns if link.table else ())})
    kind = "lazy_table" if link.table else "virtual_table"
    return _field(link.name, kind) | {
        "fields": [name for name in names if name != "team_id"],
        "table": link.table or None,
        "id": link.name,
    }


KIND = Kind(DatabaseSchemaQuery, tell=tell)
