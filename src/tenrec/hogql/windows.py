"""The grammar of order: ORDER BY and the windows of OVER."""

from tenrec.hogql.reader import Reader
from tenrec.hogql.tree import Node, OrderItem, Window


class Windows(Reader):
    """Reads in which order, and over which rows."""

    def expression(self) -> Node:
        """A whole expression; the grammar of operators stands on top of this."""
        raise NotImplementedError

    def order_items(self) -> list[OrderItem]:
        """What stands after ORDER BY."""
        items = [self._order_item()]
        while self.accept_op(","):
            items.append(self._order_item())
        return items

    def _order_item(self) -> OrderItem:
        start = self.here()
        item = OrderItem(self.expression())
        item.is_descending = self.accept("DESC") or self.accept("DESCENDING")
        if not item.is_descending and not self.accept("ASC"):
            self.accept("ASCENDING")
        if self.accept("NULLS"):
            item.nulls = "FIRST" if self.accept("FIRST") else "LAST"
            if item.nulls == "LAST":
                self.expect("LAST")
        return self.close(item, start)

    def window(self) -> Window:
        """`(PARTITION BY … ORDER BY … frame)`."""
        start = self.here()
        self.expect_op("(")
        window = Window([], [])
        if self.is_name() and self.token.upper not in ("PARTITION", "ROWS", "RANGE"):
            window.base = self.advance().text
        if self.accept("PARTITION", "BY"):
            window.partition_by.append(self.expression())
            while self.accept_op(","):
                window.partition_by.append(self.expression())
        if self.accept("ORDER", "BY"):
            window.order_by = self.order_items()
        if self.is_word("ROWS") or self.is_word("RANGE"):
            window.frame = self._frame()
        self.expect_op(")")
        return self.close(window, start)

    def _frame(self) -> str:
        unit = self.advance().upper
        if not self.accept("BETWEEN"):
            return f"{unit} {self._frame_end()}"
        first = self._frame_end()
        self.expect("AND")
        return f"{unit} BETWEEN {first} AND {self._frame_end()}"

    def _frame_end(self) -> str:
        if self.accept("CURRENT"):
            self.expect("ROW")
            return "CURRENT ROW"
        count = "UNBOUNDED"
        if not self.accept("UNBOUNDED"):
            if self.token.kind != "number" or not self.token.text.isdecimal():
                raise self.unexpected("expected a number of rows")
            count = str(int(self.advance().text))
        if self.accept("PRECEDING"):
            return f"{count} PRECEDING"
        self.expect("FOLLOWING")
        return f"{count} FOLLOWING"
