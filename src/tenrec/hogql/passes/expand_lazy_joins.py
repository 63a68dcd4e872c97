"""Turns `person.is_identified` or `group_0.properties.name` into a join that nobody wrote."""

from dataclasses import dataclass, field

from tenrec.hogql.catalog import TABLES
from tenrec.hogql.context import Context, refused
from tenrec.hogql.scope import Source, Type, field_of
from tenrec.hogql.tree import Call, Field, Join, Node, Query, TableName, rewrite, selects, walk


def expand_lazy_joins(query: Query, context: Context) -> Query:
    """Every field behind a link becomes a field of a joined table, joined once a SELECT."""
    _refuse_in_own_join(query)
    lazy = _Lazy(context)
    rewrite(query, lazy.change)
    for select in selects(query):
        joins: list[Join] = []
        for join in select.joins:
            joins.append(join)
            if join.source is not None:
                joins.extend(lazy.behind(join.source))
        select.joins = joins
    return query


@dataclass(slots=True)
class _Lazy:
    context: Context
    joins: dict[tuple[int, str], Join] = field(default_factory=dict)

    def change(self, node: Node) -> Node:
        while isinstance(node, Field) and node.link is not None:
            source = self._joined(node)
            node = field_of(source, node.path, self.context, node.span)
        return node

    def _joined(self, node: Field) -> Source:
        link = node.link
        assert link is not None
        key = (id(node.source), link.name)
        if key not in self.joins:
            table = TABLES[link.table]
            source = Source(
                link.name, self.context.fresh("t"), table=table, group_index=link.group_index
            )
            if link.group_index is not None:
                source.where = f"s.group_type_index = {link.group_index:d}"
            if table.name not in self.context.table_names:
                self.context.table_names.append(table.name)
            sides: list[Node] = [
                _column(node.source, link.from_column),
                _column(source, link.to_column),
            ]
            self.joins[key] = Join(
                TableName(table.name),
                kind="ANY LEFT JOIN",
                on=Call("equals", sides),
                source=source,
            )
        joined = self.joins[key].source
        assert joined is not None
        return joined

    def behind(self, source: Source) -> list[Join]:
        """The joins that hang on this source, and those that hang on them."""
        found: list[Join] = []
        for (base, _), join in self.joins.items():
            if base == id(source) and join.source is not None:
                found += [join, *self.behind(join.source)]
        return found


def _column(source: Source, name: str) -> Field:
    assert source.table is not None
    column = source.table.columns[name]
    return Field(source, name, Type(column.kind, column.is_nullable))


def _refuse_in_own_join(query: Query) -> None:
    for select in selects(query):
        for join in select.joins:
            if join.on is None:
                continue
            for node in walk(join.on):
                if isinstance(node, Field) and node.link and node.source is join.source:
                    raise refused(
                        f"'{node.link.name}' cannot be used to join its own table", node.span
                    )
