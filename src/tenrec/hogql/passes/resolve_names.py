"""Finds out what every name means: a column, an alias, a lambda argument, a CTE."""

import copy
from dataclasses import replace

from tenrec.hogql.catalog import TABLES
from tenrec.hogql.context import Context, refused
from tenrec.hogql.print_hogql import print_hogql
from tenrec.hogql.scope import UNKNOWN, Scope, Source, Type, has
from tenrec.hogql.table import Kind
from tenrec.hogql.tree import (
    Alias,
    Call,
    Cast,
    Constant,
    Cte,
    Field,
    InCohort,
    Join,
    Lambda,
    Name,
    Node,
    Output,
    Query,
    Ref,
    Select,
    SetOperation,
    Star,
    TableName,
    Window,
)

MAX_CTE_EXPANSIONS = 50
Ctes = dict[str, Cte]


def resolve_names(query: Query, context: Context) -> Query:
    """The same tree with every Name replaced by a Field, a Ref or a copy of a scalar CTE."""
    _Resolver(context).query(query, {})
    return query


class _Resolver:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.expansions = 0

    def query(self, query: Query, outer: Ctes) -> list[Output]:
        known = self._ctes(query.ctes, outer)
        if isinstance(query, Select):
            return self._select(query, known)
        outputs = [self.query(part, known) for part in query.queries]
        if len({len(columns) for columns in outputs}) > 1:
            raise refused(
                "Queries that are put together need the same number of columns", query.span
            )
        return outputs[0]

    def _ctes(self, ctes: list[Cte], outer: Ctes) -> Ctes:
        known = dict(outer)
        own: set[str] = set()
        for cte in ctes:
            if cte.name in own:
                raise refused(f"Cannot redefine a CTE with the name: {cte.name}", cte.span)
            own.add(cte.name)
            if isinstance(cte.value, Select | SetOperation):
                self.query(cte.value, known)
                cte.sql_name = self.context.fresh("q")
            known[cte.name] = cte
        # Scalar ones are copied to where they are used.
        ctes[:] = [cte for cte in ctes if cte.sql_name]
        return known

    def _select(self, select: Select, ctes: Ctes) -> list[Output]:
        scope = Scope(self.context, ctes)
        for join in select.joins:
            self._join(join, scope)
        select.array_join = [self._array_join(node, scope) for node in select.array_join]
        self._items(select, scope)
        for name in ("prewhere", "where", "having", "qualify", "limit", "offset"):
            node = getattr(select, name)
            if node is not None:
                setattr(select, name, self.expression(node, scope))
        select.group_by = self._all(select.group_by, scope)
        for window in select.windows.values():
            self._window(window, scope)
        for item in select.order_by:
            item.value = self.expression(item.value, scope)
        if select.limit_by is not None:
            by = select.limit_by
            by.limit = self.expression(by.limit, scope)
            by.offset = self.expression(by.offset, scope) if by.offset else None
            by.by = self._all(by.by, scope)
        return select.columns

    def _join(self, join: Join, scope: Scope) -> None:
        relation, context = join.relation, self.context
        if not isinstance(relation, TableName):
            assert isinstance(relation, Select | SetOperation)
            outputs = self.query(relation, scope.ctes)
            name = join.alias or context.fresh("subquery ")
            join.source = Source(name, context.fresh("t"), outputs=_by_name(outputs))
        elif relation.name in scope.ctes:
            join.source = self._from_cte(join, scope.ctes[relation.name])
        else:
            table = TABLES.get(relation.name)
            if table is None:
                raise refused(f'Unknown table "{relation.name}".', relation.span)
            if table.name not in context.table_names:
                context.table_names.append(table.name)
            if relation.has_all_versions:
                table = replace(table, is_final=False)
            join.source = Source(join.alias or relation.name, context.fresh("t"), table=table)
        if join.is_final and join.source.table is None:
            raise refused("FINAL is only for tables", join.span)
        scope.add(join.source, join.span)
        if join.on is not None:
            join.on = self.expression(join.on, scope)
        if join.using:
            join.on, join.using = self._using(join.using, scope), None

    def _using(self, names: list[Name], scope: Scope) -> Node:
        right = scope.sources[-1]
        tests: list[Node] = []
        for name in names:
            head = name.chain[0]
            left = next((s for s in scope.sources if has(s, head, self.context)), None)
            if left is None or left is right or not has(right, head, self.context):
                raise refused(f"Unable to resolve field: {head}", name.span)
            sides = [
                self._name(Name((source.name, *name.chain), span=name.span), scope)
                for source in (left, right)
            ]
            tests.append(Call("equals", sides, span=name.span))
        return tests[0] if len(tests) == 1 else Call("and", tests)

    def _from_cte(self, join: Join, cte: Cte) -> Source:
        self._expand(join)
        if not cte.sql_name or not isinstance(cte.value, Select | SetOperation):
            raise refused(f'"{cte.name}" is a value, not a table.', join.span)
        outputs = _by_name(_columns_of(cte.value))
        name = join.alias or cte.name
        join.relation = TableName(cte.sql_name, span=join.span)
        return Source(name, self.context.fresh("t"), outputs=outputs)

    def _expand(self, node: Node) -> None:
        self.expansions += 1
        if self.expansions > MAX_CTE_EXPANSIONS:
            raise refused("Too many CTE expansions (50+). Probably a CTE loop.", node.span)

    def _array_join(self, node: Node, scope: Scope) -> Node:
        value = node.value if isinstance(node, Alias) else node
        name = node.name if isinstance(node, Alias) else _item_name(node)
        inner = self.expression(value, scope)
        sql_name = self.context.fresh("a")
        scope.aliases[name] = Output(name, sql_name, UNKNOWN)
        return Alias(inner, sql_name, span=node.span)

    def _items(self, select: Select, scope: Scope) -> None:
        items: list[Node] = []
        for item in select.items:
            expanded = self._star(item, scope) if isinstance(item, Star) else [item]
            for one in expanded:
                items.append(self._item(one, select, scope))
        select.items = items

    def _item(self, item: Node, select: Select, scope: Scope) -> Node:
        is_written = isinstance(item, Alias)
        value = item.value if isinstance(item, Alias) else item
        name = item.name if isinstance(item, Alias) else _item_name(item)
        resolved = self.expression(value, scope)
        output = Output(name, f"c{len(select.columns)}", _type_of(resolved), is_written)
        if is_written and name in scope.aliases:
            raise refused(f"Cannot redefine an alias with the name: {name}", item.span)
        if is_written:
            scope.aliases[name] = output
        select.columns.append(output)
        return Alias(resolved, output.sql_name, span=item.span)

    def _star(self, star: Star, scope: Scope) -> list[Node]:
        sources = [s for s in scope.sources if star.table in (None, s.name)]
        if not scope.sources:
            raise refused("Cannot use '*' when there are no tables in the query", star.span)
        if not sources:
            raise refused(f'Unknown table "{star.table}".', star.span)
        if len(sources) > 1:
            raise refused(
                "Cannot use '*' without table name when there are multiple tables in the query",
                star.span,
            )
        source = sources[0]
        if source.table is None:
            names = list(source.outputs)
        else:
            names = [c.name for c in source.table.columns.values() if not c.is_hidden]
        return [Name((source.name, name), span=star.span) for name in names]

    def _all(self, nodes: list[Node], scope: Scope) -> list[Node]:
        return [self.expression(node, scope) for node in nodes]

    def expression(self, node: Node, scope: Scope) -> Node:
        match node:
            case Constant():
                return node
            case Name():
                return self._name(node, scope)
            case Call():
                return self._call(node, scope)
            case Cast() | InCohort():
                node.value = self.expression(node.value, scope)
            case Lambda():
                self._lambda(node, scope)
            case Select() | SetOperation():
                self.query(node, scope.ctes)
            case Star():
                raise refused("'*' can only stand in SELECT or count(*)", node.span)
            case _:
                raise refused("This cannot stand here", node.span)
        return node

    def _name(self, node: Name, scope: Scope) -> Node:
        found = scope.find(node.chain, node.span)
        if found is not None:
            return found
        cte = scope.ctes.get(str(node.chain[0]))
        if cte is not None and not cte.sql_name and len(node.chain) == 1:
            self._expand(node)
            return self.expression(
                copy.deepcopy(cte.value),
                Scope(
                    self.context,
                    {k: v for k, v in scope.ctes.items() if k != cte.name},
                    scope.sources,
                    scope.aliases,
                    scope.lambdas,
                ),
            )
        name = str(node.chain[0])
        near = scope.suggestion(name)
        hint = f". Did you mean '{near}'?" if near else ""
        raise refused(f"Unable to resolve field: {name}{hint}", node.span, near)

    def _call(self, node: Call, scope: Scope) -> Node:
        if node.name.lower() == "count" and len(node.args) == 1 and isinstance(node.args[0], Star):
            node.args = []
        node.args = self._all(node.args, scope)
        if node.params is not None:
            node.params = self._all(node.params, scope)
        if isinstance(node.over, Window):
            self._window(node.over, scope)
        return node

    def _lambda(self, node: Lambda, scope: Scope) -> None:
        names = {name: Ref(self.context.fresh("x"), UNKNOWN) for name in node.names}
        if len(names) != len(node.names):
            raise refused("A lambda cannot have two arguments of one name", node.span)
        scope.lambdas.append(names)
        node.body = self.expression(node.body, scope)
        scope.lambdas.pop()
        node.names = [names[name].sql_name for name in node.names]

    def _window(self, window: Window, scope: Scope) -> None:
        window.partition_by = self._all(window.partition_by, scope)
        for item in window.order_by:
            item.value = self.expression(item.value, scope)


def _columns_of(query: Query) -> list[Output]:
    """The columns of a resolved query: those of its first SELECT."""
    while isinstance(query, SetOperation):
        query = query.queries[0]
    return query.columns


def _type_of(node: Node) -> Type:
    """What is known of a resolved expression."""
    if isinstance(node, Field | Ref):
        return node.type
    if isinstance(node, Constant):
        return _CONSTANTS.get(type(node.value), UNKNOWN)
    return UNKNOWN


_CONSTANTS = {
    bool: Type(Kind.BOOLEAN, False),
    int: Type(Kind.INTEGER, False),
    float: Type(Kind.FLOAT, False),
    str: Type(Kind.STRING, False),
}


def _by_name(outputs: list[Output]) -> dict[str, Output]:
    found: dict[str, Output] = {}
    for output in outputs:
        found.setdefault(output.name, output)
    return found


def _item_name(item: Node) -> str:
    return str(item.chain[-1]) if isinstance(item, Name) else print_hogql(item)
