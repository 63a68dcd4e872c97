"""Wall one between teams: no table can be read but through a scan of one team's rows."""

from tenrec.hogql.context import Context
from tenrec.hogql.scan import Scan
from tenrec.hogql.tree import Join, Query, TableName, walk


def guard_team(query: Query, context: Context) -> Query:
    """Replaces every table of every FROM; the printer cannot print a table that is left."""
    for node in walk(query):
        if isinstance(node, Join) and isinstance(node.relation, TableName):
            source = node.source
            assert source is not None, "resolve_names gives every entry of FROM its source"
            if source.table is not None:
                node.relation = Scan(source, context.team_id, span=node.relation.span)
    return query
