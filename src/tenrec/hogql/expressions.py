"""The grammar of operators: precedence climbing over the tokens, operators become functions."""

from tenrec.hogql.atoms import Atoms
from tenrec.hogql.casts import cast_type
from tenrec.hogql.reader import refuse
from tenrec.hogql.tree import Alias, Call, Cast, Constant, InCohort, Name, Node, Star

OR, AND, NOT, NULLISH, COMPARE, ADD, MULTIPLY, UNARY = range(1, 9)

_OPERATORS: dict[str, tuple[int, str]] = {
    "??": (NULLISH, "ifNull"),
    "=": (COMPARE, "equals"),
    "==": (COMPARE, "equals"),
    "!=": (COMPARE, "notEquals"),
    "<>": (COMPARE, "notEquals"),
    "<": (COMPARE, "less"),
    "<=": (COMPARE, "lessOrEquals"),
    ">": (COMPARE, "greater"),
    ">=": (COMPARE, "greaterOrEquals"),
    "~": (COMPARE, "match"),
    "=~": (COMPARE, "match"),
    "!~": (COMPARE, "notMatch"),
    "~*": (COMPARE, "imatch"),
    "=~*": (COMPARE, "imatch"),
    "!~*": (COMPARE, "notIMatch"),
    "+": (ADD, "plus"),
    "-": (ADD, "minus"),
    "||": (ADD, "concat"),
    "*": (MULTIPLY, "multiply"),
    "/": (MULTIPLY, "divide"),
    "%": (MULTIPLY, "modulo"),
}
_FLAT = {"and", "or", "concat"}


class Expressions(Atoms):
    """Reads operators; the grammar of SELECT stands on top of this."""

    def expression(self) -> Node:
        """The lowest level: `condition ? a : b`."""
        start = self.here()
        self.enter()
        node = self._binary(OR)
        if self.accept_op("?"):
            then = self.expression()
            self.expect_op(":")
            node = self.close(Call("if", [node, then, self.expression()]), start)
        self.leave()
        return node

    def operand(self) -> Node:
        """An expression that binds tighter than a comparison."""
        return self._binary(ADD)

    def aliased(self) -> Node:
        """An expression that may have a name: `a AS b`."""
        start = self.here()
        node = self.expression()
        if self.accept("AS"):
            return self.close(Alias(node, self.alias_name()), start)
        return node

    def alias_name(self) -> str:
        """What may stand after AS."""
        token = self.token
        if token.kind not in ("word", "quoted", "string"):
            raise self.unexpected("expected an alias")
        self.advance()
        span = (token.start, token.end)
        if not token.text.strip():
            raise refuse("Alias cannot be empty", span)
        if token.text.lower() in ("true", "false", "null", "team_id"):
            raise refuse(f"Alias '{token.text}' is a reserved keyword", span)
        return token.text

    def _binary(self, floor: int) -> Node:
        start = self.here()
        if self.is_word("NOT") and floor <= NOT:
            self.advance()
            self.enter()
            node: Node = self.close(Call("not", [self._binary(NOT)]), start)
            self.leave()
        else:
            node = self._unary()
        chain: Call | None = None  # `a AND b AND c` grows in place instead of nesting
        while True:
            found = self._operator()
            if found is None or found[0] < floor:
                return node
            if chain is not None and chain.name == found[1]:
                self.advance()
                chain.args.append(self._binary(found[0] + 1))
                continue
            node = self.close(self._apply(node, *found), start)
            chain = node if isinstance(node, Call) and found[1] in _FLAT else None

    def _operator(self) -> tuple[int, str] | None:
        token = self.token
        if token.kind == "op":
            return _OPERATORS.get(token.text)
        if token.upper in ("AND", "OR"):
            return (AND, "and") if token.upper == "AND" else (OR, "or")
        if token.upper in ("IN", "LIKE", "ILIKE", "BETWEEN", "IS"):
            return COMPARE, token.upper
        if token.upper == "NOT" and self.peek().upper in ("IN", "LIKE", "ILIKE", "BETWEEN"):
            return COMPARE, "NOT"
        return None

    def _apply(self, left: Node, level: int, name: str) -> Node:
        self.advance()
        if name.isupper():
            return self._word_operator(left, name)
        return Call(name, [left, self._binary(level + 1)])

    def _word_operator(self, left: Node, word: str) -> Node:
        is_not = word == "NOT"
        if is_not:
            word = self.advance().upper
        if word == "IS":
            name = "isNotNull" if self.accept("NOT") else "isNull"
            self.expect("NULL")
            return Call(name, [left])
        if word == "BETWEEN":
            low = self.operand()
            self.expect("AND")
            ends = Call("and", [Call("greaterOrEquals", [left, low])])
            ends.args.append(Call("lessOrEquals", [self.copy_of(left), self.operand()]))
            return Call("not", [ends]) if is_not else ends
        if word == "IN":
            if self.is_word("COHORT"):
                return self._cohort(left, is_not)
            return Call("notIn" if is_not else "in", [left, self._set()])
        name = {"LIKE": "like", "ILIKE": "ilike"}[word]
        name = "not" + name[0].upper() + name[1:] if is_not else name
        return Call(name, [left, self.operand()])

    def _cohort(self, left: Node, is_not: bool) -> Node:
        self.advance()
        token = self.token
        if token.kind == "string":
            return InCohort(left, self.advance().text, is_not)
        if token.kind != "number" or not token.text.isdecimal() or len(token.text) > 18:
            raise self.unexpected("expected the id of a cohort, or its name in quotes")
        return InCohort(left, int(self.advance().text), is_not)

    def _set(self) -> Node:
        right = self.operand()
        if isinstance(right, Constant) and not isinstance(right.value, list):
            return Call("tuple", [right])
        return right

    def _unary(self) -> Node:
        start = self.here()
        if not self.accept_op("-"):
            return self._postfix(start, self._primary())
        self.enter()
        node = self._unary()
        self.leave()
        value = node.value if isinstance(node, Constant) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self.close(Constant(-value), start)
        return self.close(Call("negate", [node]), start)

    def _postfix(self, start: int, node: Node) -> Node:
        levels = 0
        while self.token.kind == "op" and self.token.text in (".", "?.", "[", "::"):
            levels += 1
            if levels > 30:
                raise self.unexpected("too many levels of access")
            node = self.close(self._access(node, self.advance().text), start)
        return node

    def _access(self, node: Node, operator: str) -> Node:
        if operator == "::":
            return Cast(node, cast_type(self))
        if operator == "?." and self.accept_op("["):
            operator = "["
        if operator == "[":
            index = self.expression()
            self.expect_op("]")
            key = index.value if isinstance(index, Constant) else None
            if isinstance(node, Name) and isinstance(key, str | int) and not isinstance(key, bool):
                return Name((*node.chain, key), node.is_quoted)
            return Call("arrayElement", [node, index])
        if self.token.kind == "number":
            number = int(self.advance().text)
            return Call("tupleElement", [node, Constant(number)])
        if self.is_op("*") and isinstance(node, Name) and len(node.chain) == 1:
            self.advance()
            return Star(str(node.chain[0]))
        if self.token.kind not in ("word", "quoted"):
            raise self.unexpected("expected a name")
        text = self.advance().text
        if not text:
            raise refuse("A name cannot be empty", self._last_span())
        if isinstance(node, Name):
            return Name((*node.chain, text), node.is_quoted)
        return Call("tupleElement", [node, Constant(text)])
