"""The grammar of what operators stand between: literals, names, calls, CASE, INTERVAL."""

import copy
from collections.abc import Callable
from typing import TypeVar

from tenrec.core.errors import QueryRefused
from tenrec.hogql.casts import cast_type
from tenrec.hogql.lexer import Token, unescape
from tenrec.hogql.reader import refuse
from tenrec.hogql.tree import (
    Call,
    Cast,
    Constant,
    Lambda,
    Name,
    Node,
    Placeholder,
    Query,
    Star,
    Value,
    walk,
)
from tenrec.hogql.windows import Windows

T = TypeVar("T")
MAX_COPIED = 5_000
_UNITS = ("SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
_TRIMS = {"BOTH": "trimBoth", "LEADING": "trimLeft", "TRAILING": "trimRight"}


class Atoms(Windows):
    """Reads one operand; the grammars above it are given by the classes on top."""

    copied = 0

    def operand(self) -> Node:
        """An expression that binds tighter than a comparison."""
        raise NotImplementedError

    def query(self) -> Query:
        """A SELECT or a set operation."""
        raise NotImplementedError

    def copy_of(self, node: Node) -> Node:
        """A node that is written once and needed twice; nested copies double, so they are few."""
        self.copied += sum(1 for _ in walk(node))
        if self.copied > MAX_COPIED:
            raise refuse("The query repeats itself too often", node.span)
        return copy.deepcopy(node)

    def list_until(self, closing: str, item: Callable[[], T]) -> list[T]:
        """Items with commas, a comma at the end allowed, and the closing bracket."""
        found: list[T] = []
        while not self.is_op(closing):
            found.append(item())
            if not self.accept_op(","):
                break
        self.expect_op(closing)
        return found

    def _last_span(self) -> tuple[int, int]:
        token = self.tokens[self.index - 1]
        return token.start, token.end

    def _primary(self) -> Node:
        start, token = self.here(), self.token
        if token.kind == "op":
            return self._bracketed(start, token.text)
        self.advance()
        if token.kind == "string":
            return self.close(Constant(token.text), start)
        if token.kind == "number":
            return self.close(Constant(_number(token)), start)
        if token.kind == "fstring":
            return self._fstring(token)
        if token.kind == "quoted":
            if not token.text:
                raise refuse("A name cannot be empty", self._last_span())
            return self.close(Name((token.text,), is_quoted=True), start)
        if token.kind == "word":
            return self._word(start, token)
        self.index -= token.kind != "end"
        raise self.unexpected()

    def _bracketed(self, start: int, text: str) -> Node:
        if text == "(":
            return self._parenthesis(start)
        if text == "[":
            self.advance()
            return self.close(Call("array", self.list_until("]", self.expression)), start)
        if text == "{":
            return self._brace(start)
        if text == "*":
            self.advance()
            return self.close(Star(), start)
        raise self.unexpected()

    def _parenthesis(self, start: int) -> Node:
        if names := self._lambda_names():
            return self.close(Lambda(names, self.expression()), start)
        self.advance()
        if self.is_word("SELECT") or self.is_word("WITH"):
            return self._subquery(start)
        if self.is_op("(") and self._opens_query():
            self.enter()
            node: Node = self.query()
            self.leave()
            self.expect_op(")")
            return self.close(node, start)
        items = self.list_until(")", self.expression)
        if len(items) == 1 and self.tokens[self.index - 2].text != ",":
            return items[0]
        return self.close(Call("tuple", items), start)

    def _opens_query(self) -> bool:
        ahead = 0
        while self.peek(ahead).text == "(" and self.peek(ahead).kind == "op":
            ahead += 1
        return self.peek(ahead).upper in ("SELECT", "WITH")

    def _subquery(self, start: int) -> Node:
        self.enter()
        node = self.query()
        self.leave()
        self.expect_op(")")
        return self.close(node, start)

    def _lambda_names(self) -> list[str]:
        """The names of `(x, y) ->` if that is what comes next, which then is taken."""
        ahead, names = 1, []
        while self.peek(ahead).kind in ("word", "quoted"):
            names.append(self.peek(ahead).text)
            ahead += 1
            if self.peek(ahead).text != ",":
                break
            ahead += 1
        if self.peek(ahead).text == ")" and self.peek(ahead + 1).text == "->" and names:
            self.index += ahead + 2
            return names
        return []

    def _brace(self, start: int) -> Node:
        self.advance()
        if self.token.kind == "string" and self.peek().text == ":":
            pairs = self.list_until("}", self._pair)
            return self.close(Call("map", [x for pair in pairs for x in pair]), start)
        chain = [self.name("a placeholder").text]
        while self.accept_op("."):
            is_word = self.token.kind == "word"  # `{filters.dateRange.from}`: FROM is a name here
            chain.append((self.advance() if is_word else self.name("a placeholder")).text)
        self.expect_op("}")
        return self.close(Placeholder(tuple(chain)), start)

    def _pair(self) -> tuple[Node, Node]:
        key = self.expression()
        self.expect_op(":")
        return key, self.expression()

    def _fstring(self, token: Token) -> Node:
        parts: list[Node] = []
        for index, piece in enumerate(_pieces(token)):
            if index % 2 == 0:
                parts.append(Constant(unescape(piece, "'")))
            elif piece.strip():
                parts.append(self._inside(token, piece))
        return Call("concat", parts, span=(token.start, token.end))

    def _inside(self, token: Token, piece: str) -> Node:
        """The expression in the braces of an f-string; its places are those of the string."""
        span = (token.start, token.end)
        try:
            inner = type(self)(piece)
            inner.nesting = self.nesting + 1
            node = inner.whole(inner.expression)
        except QueryRefused as refusal:
            raise refuse(refusal.detail, span) from None
        for below in walk(node):
            below.span = span
        return node

    def whole(self, read: Callable[[], Node]) -> Node:
        """Reads, and refuses anything that is left over."""
        node = read()
        if self.token.kind != "end":
            raise self.unexpected()
        return node

    def _word(self, start: int, token: Token) -> Node:
        if self.is_op("->"):
            self.advance()
            return self.close(Lambda([token.text], self.expression()), start)
        if self.is_op("("):
            return self.close(self._call(token), start)
        literal = {"TRUE": True, "FALSE": False, "NULL": None}
        if token.upper in literal:
            return self.close(Constant(literal[token.upper]), start)
        if token.upper == "CASE":
            return self.close(self._case(), start)
        if token.upper == "INTERVAL":
            return self.close(self._interval(), start)
        if token.upper in ("DATE", "TIMESTAMP") and self.token.kind == "string":
            name = "toDate" if token.upper == "DATE" else "toDateTime"
            return self.close(Call(name, [Constant(self.advance().text)]), start)
        self.index -= 1
        if token.upper == "SELECT":
            raise self.unexpected("a subquery stands in parentheses")
        return self.close(Name((self.name("an expression").text,)), start)

    def _call(self, token: Token) -> Node:
        special = {
            "CAST": self._cast,
            "TRY_CAST": self._cast,
            "EXTRACT": self._extract,
            "SUBSTRING": self._substring,
            "TRIM": self._trim,
        }.get(token.upper)
        self.advance()
        node = special() if special else None
        if node is not None:
            return node
        call = Call(token.text, [], is_distinct=self.accept("DISTINCT"))
        call.args = self._arguments()
        if self.accept_op("("):
            call.params, call.is_distinct = call.args, self.accept("DISTINCT")
            call.args = self._arguments()
        if self.accept("OVER"):
            call.over = self.window() if self.is_op("(") else self.name("a window").text
        return call

    def _arguments(self) -> list[Node]:
        if self.is_word("SELECT") or self.is_word("WITH"):
            return [self._subquery(self.here())]
        return self.list_until(")", self.expression)

    def _cast(self) -> Node:
        value = self.expression()
        if self.accept_op(","):
            raise self.unexpected("write CAST(value AS type)")
        self.expect("AS")
        node = Cast(value, cast_type(self))
        self.expect_op(")")
        return node

    def _extract(self) -> Node | None:
        if not (self.token.upper in _UNITS and self.peek().upper == "FROM"):
            return None
        unit = self.advance().upper
        self.advance()
        value = self.expression()
        self.expect_op(")")
        name = {"DAY": "toDayOfMonth", "WEEK": "toISOWeek"}.get(unit, "to" + unit.capitalize())
        return Call(name, [value])

    def _substring(self) -> Node:
        args = [self.expression()]
        for word in ("FROM", "FOR"):
            if self.accept(word) or self.accept_op(","):
                args.append(self.expression())
        self.expect_op(")")
        return Call("substring", args)

    def _trim(self) -> Node:
        name = _TRIMS.get(self.token.upper)
        if name is None:
            return Call("trim", self._arguments())
        self.advance()
        characters = self.expression()
        self.expect("FROM")
        value = self.expression()
        self.expect_op(")")
        return Call(name, [value, characters])

    def _case(self) -> Node:
        subject = None if self.is_word("WHEN") else self.expression()
        args: list[Node] = []
        while self.accept("WHEN"):
            test = self.expression()
            args.append(test if subject is None else Call("equals", [self.copy_of(subject), test]))
            self.expect("THEN")
            args.append(self.expression())
        if not args:
            raise self.unexpected("expected WHEN")
        args.append(self.expression() if self.accept("ELSE") else Constant(None))
        self.expect("END")
        return Call("multiIf", args)

    def _interval(self) -> Node:
        if self.token.kind == "string":
            words = self.advance().text.split()
            count, unit = (words[0], words[-1]) if len(words) == 2 else ("", "")
            if not unit and words and self.token.kind == "word":
                count, unit = words[0], self.advance().text
            if not count.lstrip("-").isdecimal():
                raise refuse("An interval is a whole number and a unit", self._last_span())
            value: Node = Constant(int(count))
        else:
            value, unit = self.operand(), self.advance().text
        unit = unit.upper().removesuffix("S")
        if unit not in _UNITS:
            raise refuse("An interval needs a unit from second to year", self._last_span())
        return Call("toInterval" + unit.capitalize(), [value])


def _number(token: Token) -> Value:
    text = token.text.replace("_", "")
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    if len(text) > 400:
        raise refuse("The number is too long", (token.start, token.end))
    if text.isdecimal():
        return int(text)
    value = float(text)
    if value == float("inf"):
        raise refuse("The number is too large", (token.start, token.end))
    return value


def _pieces(token: Token) -> list[str]:
    """Text and code of an f-string in turn, text first; `{{` and `}}` are plain braces."""
    pieces, current, text, index = [], "", token.text, 0
    is_code = False
    while index < len(text):
        pair, char = text[index : index + 2], text[index]
        if not is_code and pair in ("{{", "}}"):
            current, index = current + char, index + 2
            continue
        if char == ("}" if is_code else "{"):
            pieces.append(current)
            current, is_code = "", not is_code
        else:
            current += char
        index += 1
    if is_code:
        raise refuse("The brace { is never closed", (token.start, token.end))
    return [*pieces, current]
