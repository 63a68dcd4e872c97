"""Text to tokens: the words, quotes and operators of HogQL with their character offsets."""

import re
from typing import NamedTuple

from tenrec.core.errors import QueryRefused

MAX_NAME = 1_000
_SPACE = re.compile(r"(?:\s+|--[^\n]*|//[^\n]*|/\*.*?\*/)+", re.S)
_TOKEN = re.compile(
    r"""(?P<number>0[xX][0-9a-fA-F]+|\d+(?:_\d+)*(?:\.\d*)?(?:[eE][+-]?\d+)?)
    |(?P<fstring>[fF]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*')
    |(?P<word>[^\W\d][\w$]*|\$[\w$]*)
    |(?P<string>'[^'\\]*(?:(?:\\.|'')[^'\\]*)*')
    |(?P<quoted>"[^"\\]*(?:(?:\\.|"")[^"\\]*)*"|`[^`\\]*(?:(?:\\.|``)[^`\\]*)*`)
    |(?P<op>=~\*|!~\*|~\*|=~|!~|==|!=|<>|<=|>=|->|::|\?\?|\?\.|\|\||[-+*/%=<>()\[\]{},.;:?~])
    """,
    re.S | re.X,
)
_DOT_NUMBER = re.compile(r"\.\d+(?:[eE][+-]?\d+)?")
_INDEX = re.compile(r"\d+")
_ESCAPE = {q: re.compile(rf"\\(x[0-9a-fA-F]{{2}}|.)|{q}{q}", re.S) for q in "'\"`"}
_ESCAPED = {
    "b": "\b",
    "f": "\f",
    "r": "\r",
    "n": "\n",
    "t": "\t",
    "0": "\0",
    "a": "\a",
    "v": "\v",
    "e": "\x1b",
}


class Token(NamedTuple):
    """`kind` is word, quoted, string, fstring, number, op or end; `upper` is for keywords."""

    kind: str
    text: str
    start: int
    end: int
    upper: str = ""


def tokenize(text: str) -> list[Token]:
    """Every token of the text and an `end` token; QueryRefused for what is no token."""
    tokens: list[Token] = []
    position, size = 0, len(text)
    while position < size:
        space = _SPACE.match(text, position)
        if space is not None:
            position = space.end()
            continue
        token = _token(text, position, tokens[-1] if tokens else None)
        tokens.append(token)
        position = token.end
    tokens.append(Token("end", "", size, size))
    return tokens


def _token(text: str, start: int, before: Token | None) -> Token:
    after_dot = before is not None and before.text in (".", "?.") and before.kind == "op"
    if after_dot and (index := _INDEX.match(text, start)):
        return Token("number", index[0], start, index.end())  # t.1.2 is not t . 1.2
    if (
        text[start] == "."
        and not _is_operand(before, start)
        and (found := _DOT_NUMBER.match(text, start))
    ):
        return Token("number", found[0], start, found.end())
    match = _TOKEN.match(text, start)
    if match is None or match.lastgroup is None or text.startswith("/*", start):
        raise _refusal(text, start)
    kind, raw, end = match.lastgroup, match[0], match.end()
    if kind in ("word", "quoted") and end - start > MAX_NAME:
        raise QueryRefused("The name is too long", code="hogql_syntax_error", start=start, end=end)
    if kind == "word":
        # Only ASCII words can be keywords: upper() turns a long s into S.
        return Token(kind, raw, start, end, raw.upper() if raw.isascii() else "")
    if kind in ("string", "quoted"):
        return Token(kind, unescape(raw[1:-1], raw[0]), start, end)
    if kind == "fstring":
        return Token(kind, raw[2:-1], start, end)
    if kind == "number" and end < len(text) and (text[end].isalnum() or text[end] in "_$"):
        raise QueryRefused(
            "A name cannot start with a digit", code="hogql_syntax_error", start=start, end=end + 1
        )
    return Token(kind, raw, start, end)


def _is_operand(token: Token | None, start: int) -> bool:
    """Whether a dot here leads into what stands right before it, as in `t.1`."""
    if token is None or token.end != start:
        return False
    return token.kind in ("word", "quoted", "string", "number") or token.text in (")", "]")


def unescape(text: str, quote: str) -> str:
    """The meaning of the inside of quotes; an unknown escape keeps its backslash (`\\d`)."""
    if "\\" in text or quote in text:
        return _ESCAPE[quote].sub(_unescape_one, text)
    return text


def _unescape_one(match: re.Match[str]) -> str:
    letter = match[1]
    if letter is None:
        return match[0][0]
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    if letter[0] == "x" and len(letter) == 3:
        return chr(int(letter[1:], 16))
    return letter if letter in "\\'\"`" else "\\" + letter


def _refusal(text: str, start: int) -> QueryRefused:
    what = text[start]
    if what in "'\"`":
        message = f"The quote {what} is never closed"
    elif text.startswith("/*", start):
        message = "The comment /* is never closed"
    else:
        message = f"Unexpected character {what!r}"
    return QueryRefused(message, code="hogql_syntax_error", start=start, end=len(text))
