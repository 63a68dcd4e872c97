"""Tree to ClickHouse SQL. What a user wrote gets out only as a parameter or a number."""

from tenrec.hogql.context import Context, refused
from tenrec.hogql.scan import Scan
from tenrec.hogql.tree import (
    Alias,
    Call,
    Cast,
    Constant,
    Cte,
    Field,
    Join,
    Lambda,
    Node,
    OrderItem,
    Query,
    Ref,
    Select,
    SetOperation,
    TableName,
    Window,
)

_MAX_INTEGER = 2**256


class Printer:
    """Prints a compiled tree; a node that no pass has made safe has no way to be printed."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.windows: dict[str, str] = {}

    def query(self, query: Query) -> str:
        """A whole query, without parentheses around it."""
        if isinstance(query, Select):
            return self._ctes(query.ctes) + self._select(query)
        parts = f" {query.operator} ".join(f"({self.query(part)})" for part in query.queries)
        if query.limit is None and query.offset is None and not query.ctes:
            return parts
        paging = "" if query.limit is None else f" LIMIT {self.node(query.limit)}"
        paging += "" if query.offset is None else f" OFFSET {self.node(query.offset)}"
        return f"{self._ctes(query.ctes)}SELECT * FROM ({parts}){paging}"

    def _ctes(self, ctes: list[Cte]) -> str:
        texts = [f"{cte.sql_name} AS ({self.node(cte.value, bare=True)})" for cte in ctes]
        return f"WITH {', '.join(texts)} " if texts else ""

    def node(self, node: Node, *, bare: bool = False) -> str:
        """An expression; a subquery stands in parentheses unless `bare`."""
        match node:
            case Constant():
                return self._constant(node)
            case Field():
                return f"{node.source.sql_name}.`{node.name}`"
            case Ref():
                return node.sql_name
            case Call():
                return self._call(node)
            case Alias():
                return f"{self.node(node.value)} AS {node.name}"
            case Cast():
                return f"CAST({self.node(node.value)}, '{node.type}')"
            case Lambda():
                return f"({', '.join(node.names)}) -> {self.node(node.body)}"
            case Select() | SetOperation():
                return self.query(node) if bare else f"({self.query(node)})"
        raise AssertionError(f"{type(node).__name__} cannot be printed")

    def _constant(self, node: Constant) -> str:
        value = node.value
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            if abs(value) >= _MAX_INTEGER:
                raise refused("The number is too large", node.span)
            return f"{value:d}"
        if isinstance(value, float):
            return repr(value) if value == value else "nan"
        if isinstance(value, list):
            return "[" + ", ".join(self._constant(Constant(v)) for v in value) + "]"
        return self.context.bind(value)

    def _list(self, nodes: list[Node]) -> str:
        return ", ".join(self.node(node) for node in nodes)

    def _call(self, node: Call) -> str:
        assert node.sql_name is not None, f"{node.name} was not checked"
        if node.sql_name in ("in", "notIn"):
            operator = "IN" if node.sql_name == "in" else "NOT IN"
            return f"({self.node(node.args[0])} {operator} {self._set(node.args[1])})"
        params = "" if node.params is None else f"({self._list(node.params)})"
        distinct = "DISTINCT " if node.is_distinct else ""
        text = f"{node.sql_name}{params}({distinct}{self._list(node.args)})"
        if isinstance(node.over, str):
            return f"{text} OVER {self._window_name(node.over)}"
        return text if node.over is None else f"{text} OVER {self._window(node.over)}"

    def _set(self, node: Node) -> str:
        """Many texts travel as one parameter, not as one each."""
        if isinstance(node, Call) and node.name in ("tuple", "array") and node.args:
            texts = [arg.value for arg in node.args if isinstance(arg, Constant)]
            if len(texts) == len(node.args) and all(isinstance(text, str) for text in texts):
                return self.context.bind([str(text) for text in texts])
            return f"({self._list(node.args)})"
        return self.node(node)

    def _window_name(self, name: str) -> str:
        if name not in self.windows:
            raise refused(f"There is no window with the name: {name}")
        return self.windows[name]

    def _window(self, window: Window) -> str:
        parts = [self._window_name(window.base)] if window.base else []
        if window.partition_by:
            parts.append("PARTITION BY " + self._list(window.partition_by))
        if window.order_by:
            parts.append("ORDER BY " + self._orders(window.order_by))
        if window.frame:
            parts.append(window.frame)
        return "(" + " ".join(parts) + ")"

    def _orders(self, items: list[OrderItem]) -> str:
        return ", ".join(
            self.node(item.value)
            + (" DESC" if item.is_descending else " ASC")
            + (f" NULLS {item.nulls}" if item.nulls else "")
            for item in items
        )

    def _join(self, join: Join) -> str:
        assert join.source is not None
        relation = join.relation
        if isinstance(relation, Scan):
            text = relation.sql()
        elif isinstance(relation, TableName):
            # A CTE, by the name that the compiler gave it; a table would be a hole in the wall.
            assert join.source.table is None, "a table that no team guards"
            text = relation.name
        else:
            text = self.node(relation)
        word = f" {join.kind} " if join.kind else " FROM "
        on = "" if join.on is None else f" ON {self.node(join.on)}"
        return f"{word}{text} AS {join.source.sql_name}{on}"

    def _select(self, select: Select) -> str:
        outer, self.windows = self.windows, {n: self.context.fresh("w") for n in select.windows}
        text = "SELECT DISTINCT " if select.is_distinct else "SELECT "
        text += self._list(select.items) + "".join(map(self._join, select.joins))
        if select.array_join:
            text += f" {select.array_join_kind} {self._list(select.array_join)}"
        text += self._filters(select) + self._groups(select) + self._ending(select)
        self.windows = outer
        return text

    def _filters(self, select: Select) -> str:
        # PREWHERE is only for plain tables; ClickHouse moves conditions there by itself.
        tests = [self.node(test) for test in (select.prewhere, select.where) if test is not None]
        return f" WHERE {' AND '.join(f'({t})' for t in tests)}" if tests else ""

    def _groups(self, select: Select) -> str:
        text = ""
        if select.group_kind == "ALL":
            text += " GROUP BY ALL"
        elif select.group_by:
            columns, kind = self._list(select.group_by), select.group_kind
            text += f" GROUP BY {f'{kind}({columns})' if kind else columns}"
        text += f" HAVING {self.node(select.having)}" if select.having is not None else ""
        if select.windows:
            names = [f"{self.windows[n]} AS {self._window(w)}" for n, w in select.windows.items()]
            text += f" WINDOW {', '.join(names)}"
        text += f" QUALIFY {self.node(select.qualify)}" if select.qualify is not None else ""
        return text

    def _ending(self, select: Select) -> str:
        text = f" ORDER BY {self._orders(select.order_by)}" if select.order_by else ""
        if select.limit_by is not None:
            by = select.limit_by
            offset = "" if by.offset is None else f" OFFSET {self.node(by.offset)}"
            text += f" LIMIT {self.node(by.limit)}{offset} BY {self._list(by.by)}"
        text += f" LIMIT {self.node(select.limit)}" if select.limit is not None else ""
        text += f" OFFSET {self.node(select.offset)}" if select.offset is not None else ""
        return text + (" WITH TIES" if select.with_ties else "")
