"""Text to tree: one SELECT (or set operation) or one expression, and nothing else."""

from collections.abc import Mapping

from tenrec.core.errors import QueryRefused
from tenrec.hogql.expressions import Expressions
from tenrec.hogql.reader import refuse
from tenrec.hogql.tree import (
    Alias,
    Constant,
    Cte,
    Join,
    LimitBy,
    Name,
    Node,
    Placeholder,
    Query,
    Select,
    SetOperation,
    TableName,
    Value,
    rewrite,
    size,
)

MAX_DEPTH = 110
MAX_NODES = 30_000
MAX_COLUMNS = 1_000
_NOT_HERE = {
    "SETTINGS": "SETTINGS are not allowed",
    "FORMAT": "FORMAT is not allowed",
    "INTO": "INTO OUTFILE is not allowed",
    "SAMPLE": "SAMPLE is not supported",
    "PIVOT": "PIVOT is not supported",
    "UNPIVOT": "UNPIVOT is not supported",
}
_STRICT = ("ANY", "ALL", "ASOF", "SEMI", "ANTI")


def select(text: str, values: Mapping[str, Value | Node] | None = None) -> Query:
    """The tree of a query; `values` fill its placeholders."""
    if not text.strip():
        raise refuse("Empty query", (0, len(text)))
    query = _read(_Selects(text), is_query=True)
    if not isinstance(query, Select | SetOperation):
        raise AssertionError("the grammar of queries makes queries")
    _fill(query, values)
    return query


def expression(text: str, values: Mapping[str, Value | Node] | None = None) -> Node:
    """The tree of an expression; `values` fill its placeholders."""
    if not text.strip():
        raise refuse("Empty query", (0, len(text)))
    holder = Alias(_read(_Selects(text), is_query=False), "")
    _fill(holder, values)
    return holder.value


def _read(reader: "_Selects", *, is_query: bool) -> Node:
    try:
        node = reader.whole(reader.statement if is_query else reader.expression)
    except RecursionError:
        raise refuse("The query is nested too deeply", (0, len(reader.text))) from None
    levels, nodes = size(node)
    if levels > MAX_DEPTH:
        raise refuse("The query is nested too deeply", (0, len(reader.text)))
    if nodes > MAX_NODES:
        raise refuse(f"The query has more than {MAX_NODES:,} parts", (0, len(reader.text)))
    return node


def _fill(tree: Node, values: Mapping[str, Value | Node] | None) -> None:
    if not values:
        return

    def change(node: Node) -> Node:
        if isinstance(node, Placeholder) and node.chain[0] in values and len(node.chain) == 1:
            value = values[node.chain[0]]
            return value if isinstance(value, Node) else Constant(value, span=node.span)
        return node

    rewrite(tree, change)


class _Selects(Expressions):
    """The grammar of SELECT."""

    def statement(self) -> Query:
        """A whole query; one semicolon may end it."""
        if not (self.is_word("SELECT") or self.is_word("WITH") or self.is_op("(")):
            raise self._not_a_query()
        query = self.query()
        if self.accept_op(";") and self.token.kind != "end":
            raise self.unexpected("only one query is allowed")
        return query

    def _not_a_query(self) -> QueryRefused:
        if self.is_op("<"):
            return self.unexpected("tags are not supported")
        return self.unexpected("a query starts with SELECT or WITH")

    def query(self) -> Query:
        """Selects with UNION, INTERSECT (which binds tighter) or EXCEPT between them."""
        start = self.here()
        self.enter()
        ctes = self._ctes()
        left = self._intersection()
        while self.is_word("UNION") or self.is_word("EXCEPT"):
            operator = self._set_operator()
            right = self._intersection()
            left = self.close(_join_sets(left, operator, right), start)
        left.ctes = [*ctes, *left.ctes]
        self.leave()
        return left

    def _intersection(self) -> Query:
        start = self.here()
        left = self._operand_query()
        while self.is_word("INTERSECT"):
            operator = self._set_operator()
            left = self.close(_join_sets(left, operator, self._operand_query()), start)
        return left

    def _set_operator(self) -> str:
        word = self.advance().upper
        if self.accept("ALL"):
            return f"{word} ALL"
        if self.accept("DISTINCT") or word == "UNION":
            return f"{word} DISTINCT"
        return word

    def _operand_query(self) -> Query:
        if not self.accept_op("("):
            return self._select()
        query = self.query()
        self.expect_op(")")
        if isinstance(query, Select) and not (query.limit or query.offset):
            self._paging(query)
        return query

    def _ctes(self) -> list[Cte]:
        ctes: list[Cte] = []
        if not self.accept("WITH"):
            return ctes
        if self.is_word("RECURSIVE") and self.peek().kind in ("word", "quoted"):
            raise self.unexpected("WITH RECURSIVE is not supported")
        while True:
            ctes.append(self._cte())
            if not self.accept_op(","):
                return ctes
            if self.is_word("SELECT"):
                return ctes

    def _cte(self) -> Cte:
        start = self.here()
        if self.is_name() and self.peek().upper == "AS" and self.peek(2).text == "(":
            after = self.peek(3)
            if after.upper in ("SELECT", "WITH") or after.text == "(":
                name = self.alias_name()
                self.advance()
                self.expect_op("(")
                cte = Cte(name, self.query())
                self.expect_op(")")
                return self.close(cte, start)
        value = self.expression()
        self.expect("AS")
        return self.close(Cte(self.alias_name(), value), start)

    def _select(self) -> Select:
        start = self.here()
        inner = self._ctes()
        self.expect("SELECT")
        select = Select([], ctes=inner, is_distinct=self.accept("DISTINCT"))
        if self.is_word("TOP") and self.peek().kind == "number":
            self.advance()
            select.limit = self.operand()
            select.with_ties = self.accept("WITH", "TIES")
        self._items(select)
        if self.accept("FROM"):
            self._from(select)
        self._filters(select)
        self._groups(select)
        self._ending(select)
        if (message := _NOT_HERE.get(self.token.upper)) is not None:
            raise self.unexpected(message)
        return self.close(select, start)

    def _items(self, select: Select) -> None:
        while True:
            if len(select.items) >= MAX_COLUMNS:
                raise self.unexpected(f"more than {MAX_COLUMNS:,} columns")
            select.items.append(self._item())
            if not self.accept_op(","):
                return
            if self.is_word("FROM") or self.token.kind == "end" or self.token.text in (";", ")"):
                return

    def _item(self) -> Node:
        start = self.here()
        if self.is_name() and self.peek().kind == "op" and self.peek().text == ":":
            name = self.alias_name()
            self.advance()
            return self.close(Alias(self.expression(), name), start)
        node = self.aliased()
        if not isinstance(node, Alias) and self.is_name():
            if self.token.upper in _NOT_HERE:
                raise self.unexpected(_NOT_HERE[self.token.upper])
            return self.close(Alias(node, self.alias_name()), start)
        return node

    def _from(self, select: Select) -> None:
        select.joins.append(self._relation(""))
        while True:
            if self._array_join(select):
                continue
            if self.accept_op(","):
                select.joins.append(self._relation("CROSS JOIN"))
                continue
            kind = self._join_kind()
            if kind is None:
                return
            join = self._relation(kind)
            self._constraint(join)
            select.joins.append(join)

    def _array_join(self, select: Select) -> bool:
        is_left = self.is_word("LEFT", "ARRAY", "JOIN")
        if not is_left and not self.is_word("ARRAY", "JOIN"):
            if not self.is_word("INNER", "ARRAY", "JOIN"):
                return False
            self.advance()
        if select.array_join:
            raise self.unexpected("only one ARRAY JOIN is allowed")
        self.index += 3 if is_left else 2
        select.array_join_kind = "LEFT ARRAY JOIN" if is_left else "ARRAY JOIN"
        select.array_join.append(self.aliased())
        while self.accept_op(","):
            select.array_join.append(self.aliased())
        return True

    def _join_kind(self) -> str | None:
        start, words = self.index, []
        while self.token.upper in (*_STRICT, "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "CROSS"):
            words.append(self.advance().upper)
        if not self.accept("JOIN"):
            if words:
                raise self.unexpected("expected JOIN")
            self.index = start
            return None
        words = [word for word in words if word != "OUTER"]
        strict = [word for word in words if word in _STRICT]
        sides = [word for word in words if word not in _STRICT]
        if len(strict) > 1 or len(sides) > 1:
            raise self.unexpected("this kind of join does not exist")
        return " ".join([*strict, *(sides or ["INNER"]), "JOIN"])

    def _constraint(self, join: Join) -> None:
        if self.accept("ON"):
            join.on = self.expression()
        elif self.accept("USING"):
            names = self.list_until(")", self._column) if self.accept_op("(") else [self._column()]
            join.using = [name for name in names if isinstance(name, Name)]
        elif not join.kind.startswith("CROSS"):
            raise self.unexpected("expected ON or USING")

    def _column(self) -> Node:
        token = self.name("a column")
        return Name((token.text,), span=(token.start, token.end))

    def _relation(self, kind: str) -> Join:
        start = self.here()
        if self.accept_op("("):
            join = Join(self.query(), kind=kind)
            self.expect_op(")")
        else:
            join = Join(self._table(), kind=kind)
        if self.accept("AS") or (self.is_name() and self.token.upper not in _NOT_HERE):
            join.alias = self.alias_name()
        if self.accept("FINAL"):
            join.is_final = True
        if self.is_word("SAMPLE"):
            raise self.unexpected(_NOT_HERE["SAMPLE"])
        return self.close(join, start)

    def _table(self) -> TableName:
        if self.is_op("{"):
            raise self.unexpected("a placeholder cannot stand for a table")
        token = self.name("a table")
        if self.is_op("("):
            raise refuse(
                f"Table functions such as {token.text}() are not allowed", (token.start, token.end)
            )
        if self.is_op("."):
            raise refuse(
                f'Unknown table "{token.text}": tables have no database before their name',
                (token.start, self.peek().end),
            )
        return TableName(token.text, span=(token.start, token.end))

    def _filters(self, select: Select) -> None:
        if self.accept("PREWHERE"):
            select.prewhere = self.expression()
        if self.accept("WHERE"):
            select.where = self.expression()

    def _groups(self, select: Select) -> None:
        if self.accept("GROUP", "BY"):
            self._group_by(select)
        if self.accept("HAVING"):
            select.having = self.expression()
        if self.accept("WINDOW"):
            self._windows(select)
        if self.accept("QUALIFY"):
            select.qualify = self.expression()

    def _group_by(self, select: Select) -> None:
        if self.token.upper in ("CUBE", "ROLLUP") and self.peek().text == "(":
            select.group_kind = self.advance().upper
            self.advance()
            select.group_by = self.list_until(")", self.expression)
        elif self.accept("ALL"):
            select.group_kind = "ALL"
        else:
            select.group_by.append(self.expression())
            while self.accept_op(","):
                select.group_by.append(self.expression())
        for kind in ("CUBE", "ROLLUP"):
            if self.accept("WITH", kind):
                select.group_kind = kind
        if self.is_word("WITH", "TOTALS"):
            # The embedded engine writes broken JSON for totals of no rows.
            raise self.unexpected("WITH TOTALS is not supported; use WITH ROLLUP")

    def _windows(self, select: Select) -> None:
        while True:
            name = self.name("a window")
            self.expect("AS")
            if name.text in select.windows:
                raise refuse(
                    f"Cannot redefine a window with the name: {name.text}", (name.start, name.end)
                )
            select.windows[name.text] = self.window()
            if not self.accept_op(","):
                return

    def _ending(self, select: Select) -> None:
        if self.accept("ORDER", "BY"):
            select.order_by = self.order_items()
        self._paging(select)

    def _paging(self, select: Select) -> None:
        if self.accept("LIMIT"):
            first, second = self.expression(), None
            if self.accept_op(","):
                first, second = self.expression(), first
            elif self.accept("OFFSET"):
                second = self.expression()
            if self.accept("BY"):
                by = [self.expression()]
                while self.accept_op(","):
                    by.append(self.expression())
                select.limit_by = LimitBy(first, second, by)
                self._paging(select)
                return
            select.limit, select.offset = first, second
            select.with_ties = self.accept("WITH", "TIES")
        elif self.accept("OFFSET"):
            select.offset = self.expression()


def _join_sets(left: Query, operator: str, right: Query) -> Query:
    if (
        isinstance(left, SetOperation)
        and left.operator == operator
        and operator.startswith("UNION")
    ):
        left.queries.append(right)
        return left
    return SetOperation(operator, [left, right])
