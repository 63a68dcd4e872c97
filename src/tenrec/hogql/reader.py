"""A cursor over the tokens of one query: what comes next, what was expected, how deep we are."""

from typing import TypeVar

from tenrec.core.errors import QueryRefused
from tenrec.hogql.lexer import Token, tokenize
from tenrec.hogql.tree import Node, Span

N = TypeVar("N", bound=Node)

MAX_CHARS = 200_000
MAX_NESTING = 48

_WORDS = """
    ALL AND ANTI ANY ARRAY AS ASC ASOF BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT FINAL
    FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT INTO IS JOIN LEFT LIKE LIMIT NATURAL NOT
    NULLS OFFSET ON OR ORDER OVER PREWHERE QUALIFY RIGHT SAMPLE SELECT SEMI SETTINGS FORMAT THEN
    TOTALS UNION USING WHEN WHERE WINDOW WITH
"""
_RESERVED = frozenset(_WORDS.split())


def refuse(message: str, span: Span | None = None) -> QueryRefused:
    """A refusal of the grammar."""
    start, end = span or (None, None)
    return QueryRefused(message, code="hogql_syntax_error", start=start, end=end)


class Reader:
    """Moves over the tokens; every refusal says where."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARS:
            raise refuse(f"The query is longer than {MAX_CHARS:,} characters", (0, len(text)))
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise refuse("The query is not valid Unicode", (0, len(text)))
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        """A token further on; the end token when there are no more."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def advance(self) -> Token:
        """Takes the next token."""
        token = self.tokens[self.index]
        if token.kind != "end":
            self.index += 1
        return token

    def is_op(self, text: str) -> bool:
        """Whether an operator or bracket comes next."""
        token = self.tokens[self.index]
        return token.kind == "op" and token.text == text

    def accept_op(self, text: str) -> bool:
        """Takes it if it is next."""
        if self.is_op(text):
            self.index += 1
            return True
        return False

    def expect_op(self, text: str) -> Token:
        """Takes it or refuses."""
        if not self.is_op(text):
            raise self.unexpected(f"expected '{text}'")
        return self.advance()

    def is_word(self, *words: str) -> bool:
        """Whether these keywords come next, one after the other."""
        return all(self.peek(i).upper == word for i, word in enumerate(words))

    def accept(self, *words: str) -> bool:
        """Takes the keywords if they are all next."""
        if self.is_word(*words):
            self.index += len(words)
            return True
        return False

    def expect(self, *words: str) -> None:
        """Takes the keywords or refuses."""
        if not self.accept(*words):
            raise self.unexpected(f"expected {' '.join(words)}")

    def is_name(self) -> bool:
        """Whether something that can name a thing comes next."""
        token = self.token
        return token.kind == "quoted" or (token.kind == "word" and token.upper not in _RESERVED)

    def name(self, what: str) -> Token:
        """Takes a name or refuses."""
        if not self.is_name():
            raise self.unexpected(f"expected {what}")
        token = self.advance()
        if not token.text:
            raise refuse(f"{what.capitalize()} cannot be empty", (token.start, token.end))
        return token

    def unexpected(self, hint: str = "") -> QueryRefused:
        """The refusal of the next token."""
        token, size = self.token, len(self.text)
        if token.kind == "end":
            message = "Unexpected end of query"
        else:
            shown = self.text[token.start : token.end]
            message = f"Unexpected '{shown if len(shown) <= 60 else shown[:57] + '...'}'"
        return refuse(f"{message}: {hint}" if hint else message, (token.start, size))

    def here(self) -> int:
        """The offset where the next token starts."""
        return self.token.start

    def close(self, node: N, start: int) -> N:
        """Marks the node as reaching from `start` to the last token taken."""
        node.span = (start, self.tokens[self.index - 1].end)
        return node

    def enter(self) -> None:
        """One level of nesting deeper; refuses when that is too deep."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise refuse(
                f"The query is nested more than {MAX_NESTING} levels deep",
                (self.token.start, len(self.text)),
            )

    def leave(self) -> None:
        """One level up."""
        self.nesting -= 1
