"""The reading of one table: the columns that are needed, the rows of one team, nothing else."""

from dataclasses import dataclass

from tenrec.hogql.scope import Source
from tenrec.hogql.tree import Node


@dataclass(slots=True, eq=False)
class Scan(Node):
    """What stands in FROM instead of a table; its text is made here alone."""

    source: Source
    team_id: int
    is_first: bool = True
    """Whether the team's rows are chosen before any other condition is computed."""

    def sql(self) -> str:
        """A subquery; ClickHouse moves the conditions of the outer query into it."""
        source, table = self.source, self.source.table
        assert table is not None
        columns = ", ".join(f"{self._column(*pair)} AS `{pair[0]}`" for pair in source.scan.items())
        columns = columns or "1"
        join = ""
        if table.join and not table.join_for.isdisjoint(source.scan):
            join = " " + " ".join(table.join.replace("{team}", f"{self.team_id:d}").split())
        team = f"s.team_id = {self.team_id:d}"
        tests = " AND ".join(test for test in (table.where, source.where) if test)
        if self.is_first:
            where = f"PREWHERE {team} WHERE {tests}" if tests else f"PREWHERE {team}"
        else:
            where = f"WHERE {team} AND {tests}" if tests else f"WHERE {team}"
        final = " FINAL" if table.is_final else ""
        return f"(SELECT {columns} FROM {table.physical} AS s{final}{join} {where})"

    def _column(self, name: str, sql: str) -> str:
        if name == "team_id":
            # A constant: not even the index of the column says which other teams there are.
            return f"toInt64({self.team_id:d})"
        table = self.source.table
        column = table.columns.get(name) if table is not None else None
        if self.is_first and column is not None and column.is_dictionary:
            return f"CAST({sql}, 'String')"
        return sql
