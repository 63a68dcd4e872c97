"""The reading of one table: the columns that are needed, the rows of one team, nothing else."""

from dataclasses import dataclass

from tenrec.hogql.scope import Source
from tenrec.hogql.tree import Node


@dataclass(slots=True, eq=False)
class Scan(Node):
    """What stands in FROM instead of a table; its text is made here alone."""

    source: Source
    team_id: int

    def sql(self) -> str:
        """A subquery; ClickHouse moves the conditions of the outer query into it."""
        source, table = self.source, self.source.table
        assert table is not None
        columns = ", ".join(f"{sql} AS `{name}`" for name, sql in source.scan.items()) or "1"
        join = ""
        if table.join and not table.join_for.isdisjoint(source.scan):
            join = " " + " ".join(table.join.replace("{team}", f"{self.team_id:d}").split())
        tests = [f"s.team_id = {self.team_id:d}", table.where, source.where]
        where = " AND ".join(test for test in tests if test)
        final = " FINAL" if table.is_final else ""
        return f"(SELECT {columns} FROM {table.physical} AS s{final}{join} WHERE {where})"
