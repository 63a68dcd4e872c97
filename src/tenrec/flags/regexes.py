"""Regular expressions of users: RE2, whose time grows only with the length of the text."""

import re2

from tenrec.flags.values import LONGEST_TEXT

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 2 << 20
_LONGEST = 2_000

# RE2 knows these for ASCII only; the server's engine means all of Unicode, as names of people do.
_CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}",
    "s": r"\s\x0b\x{85}\p{Z}",
}
_LITERAL = "Q"


class Regex:
    """A pattern read once; one that cannot be read matches nothing."""

    __slots__ = ("_pattern",)

    def __init__(self, pattern: str) -> None:
        self._pattern = None
        if len(pattern) <= _LONGEST:
            try:
                self._pattern = re2.compile(_unicode(pattern), _OPTIONS)
            except (re2.error, ValueError):
                return

    @property
    def is_readable(self) -> bool:
        """Whether it is a regular expression at all (look-around and back references are not)."""
        return self._pattern is not None

    def is_in(self, text: str) -> bool:
        """Whether it is found anywhere; ValueError for a text that no database holds."""
        if self._pattern is None:
            return False
        return self._pattern.search(text[:LONGEST_TEXT]) is not None


def _unicode(pattern: str) -> str:
    """`\\d`, `\\w`, `\\s` and their opposites written out, inside and outside of brackets."""
    made, position, depth = list[str](), 0, 0
    while position < len(pattern):
        sign = pattern[position]
        if sign == "\\" and position + 1 < len(pattern):
            if pattern[position + 1] == _LITERAL:
                return pattern  # quoted text: rare enough to be left alone
            made.append(_escape(pattern[position + 1], is_inside=depth > 0))
            position += 2
            continue
        if sign == "[" and depth == 0:
            depth, length = 1, _opening(pattern, position)
            made.append(pattern[position : position + length])
            position += length
            continue
        if sign == "]":
            depth = 0
        made.append(sign)
        position += 1
    return "".join(made)


def _escape(letter: str, *, is_inside: bool) -> str:
    members = _CLASSES.get(letter.lower())
    if members is None:
        return f"\\{letter}"
    if letter.islower():
        return members if is_inside else f"[{members}]"
    if letter == "D":
        return r"\P{Nd}"
    # The opposite of several classes cannot be said inside brackets: there it stays as RE2 has it.
    return f"\\{letter}" if is_inside else f"[^{members}]"


def _opening(pattern: str, position: int) -> int:
    """How long `[`, `[^`, `[]` and `[^]` are: a bracket that comes first is a sign like others."""
    length = 2 if pattern[position + 1 : position + 2] == "^" else 1
    return length + (pattern[position + length : position + length + 1] == "]")
