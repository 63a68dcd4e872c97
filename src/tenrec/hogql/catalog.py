"""Every table of the language, by name."""

from tenrec.core.discover import discover
from tenrec.hogql import tables
from tenrec.hogql.table import Table

TABLES: dict[str, Table] = {table.name: table for table in discover(tables, "TABLE").values()}
