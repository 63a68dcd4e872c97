"""CSS selectors as regular expressions over the chain of clicked elements.

The chain has the clicked element first and its ancestors after it, with `;` between them:
`tag.class.class:attr__name="value"href="…"nth-child="1"text="…"`, classes and attributes in the
order of their names, `"` in a value as `\\"`. A selector matches when its last part describes the
clicked element or one around it. Expressions are for RE2, which knows no look-ahead.
"""

import re
from dataclasses import dataclass, field

from tenrec.core.errors import QueryRefused

LONGEST = 2_000
_MOST_PARTS = 50

# One value in quotes; and all that can stand within one element.
_QUOTED = r'"(?:\\.|[^"\\])*"'
_IN_VALUE = r'(?:\\.|[^"\\])*'
_WITHIN = rf'(?:[^;"]|{_QUOTED})*'
_ELEMENTS = rf"(?:{_WITHIN};)*"
_REST = rf"(?:[.:]{_WITHIN})?"

_NAME = r"(?:[\w-]|[^\x00-\x7f]|\\.)+"
# Class names of utility frameworks are often written without the escapes that CSS wants.
_CLASS = r"(?:[\w/!%@-]|[^\x00-\x7f]|\\.|(?<=-)\[[^\]]*\])+"
_TOKEN = re.compile(
    rf"""(?P<combinator>\s*[>,]\s*|\s+)
    |\#(?P<id>{_NAME})
    |\.(?P<class>{_CLASS}(?::{_CLASS}(?!\())*)
    |\[\s*(?P<key>[A-Za-z_@:][\w.:@-]*)\s*
        (?:(?P<operator>[~^$*]?=)\s*(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\]"'\s]+)\s*)?\]
    |:(?P<nth>nth-(?:child|of-type))\(\s*(?P<number>\d{{1,9}})\s*\)
    |(?P<tag>\*|{_NAME})""",
    re.VERBOSE,
)
_PSEUDO = frozenset(
    {
        "active", "after", "any-link", "before", "checked", "default", "disabled", "empty",
        "enabled", "first-child", "first-of-type", "focus", "focus-visible", "focus-within",
        "hover", "indeterminate", "invalid", "last-child", "last-of-type", "link", "only-child",
        "only-of-type", "optional", "placeholder-shown", "read-only", "read-write", "required",
        "root", "target", "valid", "visited",
    }
)  # fmt: skip
_UNPREFIXED = frozenset({"href", "text", "nth-child", "nth-of-type"})


class SelectorRefused(QueryRefused):
    """The selector cannot be read, or asks for what the chain cannot tell."""


@dataclass(slots=True)
class _Part:
    """What one element must be: its tag, its classes, its attributes."""

    tag: str = ""
    classes: set[str] = field(default_factory=set)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    """Sort key and expression of each attribute."""
    is_empty: bool = True


def selector_regex(selector: str) -> str:
    """The expression for `match(elements_chain, …)`; SelectorRefused names what is wrong."""
    alternatives = [_alternative(parts) for parts in _read(selector)]
    return rf"(?s)^{_ELEMENTS}(?:{'|'.join(alternatives)})(?:;|$)"


def tag_regex(tag: str) -> str:
    """The same for a tag name alone."""
    return rf"(?s)^{_ELEMENTS}{re.escape(tag)}{_REST}(?:;|$)"


Steps = list[tuple[str, _Part]]
"""Parts from left to right, each with the combinator before it: `>` or a space."""


def _read(selector: str) -> list[Steps]:
    text = selector.strip()
    if not text or len(text) > LONGEST:
        raise SelectorRefused("A selector has 1 to 2,000 characters.")
    found: list[Steps] = [[("", _Part())]]
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise SelectorRefused(
                f"This selector cannot be understood from '{text[at : at + 20]}' on."
            )
        at = token.end()
        _take(token, found)
        if sum(map(len, found)) > _MOST_PARTS:
            raise SelectorRefused(f"A selector has at most {_MOST_PARTS} parts.")
    if any(part.is_empty for steps in found for _, part in steps):
        raise SelectorRefused("A selector has an element on both sides of > and of a comma.")
    return found


def _take(token: re.Match[str], found: list[Steps]) -> None:
    if (combinator := token["combinator"]) is not None:
        if combinator.strip() == ",":
            found.append([("", _Part())])
        else:
            found[-1].append((combinator.strip() or " ", _Part()))
        return
    part = found[-1][-1][1]
    if (tag := token["tag"]) is not None:
        if not part.is_empty:
            raise SelectorRefused(f"The tag '{tag}' must come first in its part.")
        part.tag = "" if tag == "*" else _plain(tag)
    elif (name := token["id"]) is not None:
        part.pairs.append(_pair("id", "=", _plain(name)))
    elif (name := token["class"]) is not None:
        _take_class(part, name)
    elif (nth := token["nth"]) is not None:
        part.pairs.append(_pair(nth, "=", token["number"]))
    else:
        _take_attribute(part, token)
    part.is_empty = False


def _take_class(part: _Part, name: str) -> None:
    pseudo = re.split(r"(?<!\\):", name)[-1]
    if pseudo != name and pseudo in _PSEUDO:
        raise SelectorRefused(f"The chain of elements does not tell ':{pseudo}'.")
    part.classes.add(_plain(name).replace('"', ""))


def _take_attribute(part: _Part, token: re.Match[str]) -> None:
    key, operator, value = token["key"], token["operator"] or "", token["value"] or ""
    if value[:1] in {'"', "'"}:
        value = value[1:-1]
    value = _plain(value)
    if (key, operator) == ("class", "~="):
        part.classes.add(value.replace('"', ""))
    else:
        part.pairs.append(_pair(key, operator, value))


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _pair(key: str, operator: str, value: str) -> tuple[str, str]:
    name = "attr_id" if key == "id" else key
    is_prefixed = name != "attr_id" and name not in _UNPREFIXED
    written = re.escape(value.replace('"', '\\"'))
    match operator:
        case "":
            inside = _IN_VALUE
        case "^=":
            inside = written + _IN_VALUE
        case "$=":
            inside = _IN_VALUE + written
        case "*=":
            inside = _IN_VALUE + written + _IN_VALUE
        case "~=":
            inside = rf"(?:{_IN_VALUE} )?{written}(?: {_IN_VALUE})?"
        case _:
            inside = written
    order = name if not is_prefixed or name.startswith("attr__") else f"attr__{name}"
    prefix = "(?:attr__)?" if is_prefixed else ""
    return order, f'{prefix}{re.escape(name)}="{inside}"'


def _alternative(steps: Steps) -> str:
    """Nearest element first, as the chain has them."""
    text = ""
    for index in range(len(steps) - 1, -1, -1):
        combinator, part = steps[index]
        text += _element(part)
        if index:
            text += ";" if combinator == ">" else f";{_ELEMENTS}"
    return text


def _element(part: _Part) -> str:
    text = re.escape(part.tag) if part.tag else r'[^.:;"]*'
    for name in sorted(part.classes):
        text += rf'(?:\.[^;"]*)?\.{re.escape(name)}'
    if not part.pairs:
        return text + _REST
    first, *others = [expression for _, expression in sorted(part.pairs)]
    # An attribute begins after the colon, or where the value before it ends.
    text += rf"(?::|[.:]{_WITHIN}:|[.:]{_WITHIN}{_QUOTED}){first}"
    for expression in others:
        text += rf"(?:{_WITHIN}{_QUOTED})?{expression}"
    return text + _WITHIN
