"""A value against what a filter asks of it, operator by operator."""

import math
import re
from datetime import datetime
from typing import Any

from tenrec.core.errors import QueryRefused
from tenrec.hogql.tree import Call, Constant, Lambda, Name, Node

NEGATIVE = frozenset(
    {
        "is_not",
        "not_icontains",
        "not_starts_with",
        "not_ends_with",
        "not_regex",
        "not_between",
        "semver_neq",
    }
)
_ALIASES = {
    "in": "exact",
    "not_in": "is_not",
    "is_cleaned_path_exact": "exact",
    "icontains_multi": "icontains",
    "not_icontains_multi": "not_icontains",
    "min": "gte",
    "max": "lte",
}
_COMPARISONS = {"gt": "greater", "gte": "greaterOrEquals", "lt": "less", "lte": "lessOrEquals"}
_SEMVER = {"eq": "equals", "neq": "notEquals"} | _COMPARISONS
_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,3}")
_RELATIVE = re.compile(r"-(\d{1,5})([hdwmy])")
_UNITS = {"h": "Hour", "d": "Day", "w": "Week", "m": "Month", "y": "Year"}


def all_of(parts: list[Node]) -> Node:
    """`and`, or the only one, or true."""
    return _joined("and", parts)


def any_of(parts: list[Node]) -> Node:
    """`or`, or the only one, or true."""
    return _joined("or", parts)


def _joined(word: str, parts: list[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    return Call(word, parts) if parts else Constant(True)


def compared(subject: Node, operator: str, value: Any) -> Node:
    """The subject against a value, or against any (for negations: all) of a list of values."""
    operator = _ALIASES.get(operator, operator)
    if operator in ("is_set", "is_not_set"):
        return Call("isNotNull" if operator == "is_set" else "isNull", [subject])
    if operator in ("between", "not_between"):
        return _between(subject, operator, value)
    values = value if isinstance(value, list) else [value]
    if operator in ("exact", "is_not"):
        return _among(subject, operator, values)
    parts = [_one(copy_of(subject), operator, each) for each in values]
    return all_of(parts) if operator in NEGATIVE else any_of(parts)


def _among(subject: Node, operator: str, values: list[Any]) -> Node:
    """Text against text: a filter says "12" of the number 12, and true of "true"."""
    if not values:
        return Constant(True)
    texts: list[Node] = [Constant(text_of(value)) for value in values]
    if len(texts) == 1:
        name = "equals" if operator == "exact" else "notEquals"
        return Call(name, [_as_text(subject), texts[0]])
    # A missing property is in no list: NULL would be neither in it nor outside of it.
    known = Call("ifNull", [Call("in", [_as_text(subject), Call("tuple", texts)]), Constant(0)])
    return known if operator == "exact" else Call("not", [known])


def _one(subject: Node, operator: str, value: Any) -> Node:
    if operator in _COMPARISONS:
        return _ordered(_COMPARISONS[operator], subject, value)
    if operator.startswith("is_date_"):
        return _dated(operator.removeprefix("is_date_"), subject, value)
    if operator.startswith("semver_"):
        return _versioned(operator.removeprefix("semver_"), subject, value)
    is_not, word = operator in NEGATIVE, operator.removeprefix("not_")
    text = text_of(value)
    match word:
        case "regex":
            found = Call("match", [_as_text(subject), Constant(text)])
        case "icontains":
            found = Call("ilike", [_as_text(subject), Constant(f"%{escape_like(text)}%")])
        case "starts_with":
            found = Call("like", [_as_text(subject), Constant(f"{escape_like(text)}%")])
        case "ends_with":
            found = Call("like", [_as_text(subject), Constant(f"%{escape_like(text)}")])
        case _:
            raise QueryRefused(f"The operator '{operator}' cannot be asked here.")
    return Call("not", [found]) if is_not else found


def _ordered(name: str, subject: Node, value: Any) -> Node:
    number = _number(value)
    if number is None:
        return Call(name, [_as_text(subject), Constant(text_of(value))])
    return Call(name, [Call("toFloat", [subject]), Constant(number)])


def _between(subject: Node, operator: str, value: Any) -> Node:
    ends = [_number(end) for end in value] if isinstance(value, list) else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        raise QueryRefused("The operator 'between' needs two numbers, the smaller one first.")
    low = Call("greaterOrEquals", [Call("toFloat", [subject]), Constant(ends[0])])
    high = Call("lessOrEquals", [Call("toFloat", [copy_of(subject)]), Constant(ends[1])])
    if operator == "between":
        return Call("and", [low, high])
    low.name, high.name = "less", "greater"
    return Call("or", [low, high])


def _dated(word: str, subject: Node, value: Any) -> Node:
    name = {"exact": "equals", "before": "less", "after": "greater"}.get(word)
    if name is None:
        raise QueryRefused(f"The operator 'is_date_{word}' is not known.")
    text = text_of(value)
    # A day or moment that is a text in the property is read as one.
    moment = Call("parseDateTimeBestEffort", [_as_text(subject)])
    day = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    if name == "equals" and day:
        return Call("equals", [Call("toString", [Call("toDate", [moment])]), Constant(text)])
    return Call(name, [moment, _moment(text)])


def _moment(text: str) -> Node:
    relative = _RELATIVE.fullmatch(text)
    if relative:
        unit = Call(f"toInterval{_UNITS[relative[2]]}", [Constant(int(relative[1]))])
        return Call("minus", [Call("now", []), unit])
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise QueryRefused("A date filter needs an ISO date, or one such as -7d.") from None
    return Call("toDateTime", [Constant(text)])


def _versioned(word: str, subject: Node, value: Any) -> Node:
    text = text_of(value).split("-")[0].removesuffix(".*").removesuffix(".*")
    if not _VERSION.fullmatch(text):
        raise QueryRefused("A version filter needs a version such as 1.2.3.")
    numbers = [int(part) for part in text.split(".")]
    if word in _SEMVER:
        return _version(_SEMVER[word], subject, text)
    if word not in ("tilde", "caret", "wildcard"):
        raise QueryRefused(f"The operator 'semver_{word}' is not known.")
    above = _version("less", copy_of(subject), ".".join(map(str, _next(word, numbers))))
    return Call("and", [_version("greaterOrEquals", subject, _full(numbers)), above])


def _version(name: str, subject: Node, version: str) -> Node:
    numbers = ([*version.split("."), "0", "0"])[: max(3, version.count(".") + 1)]
    known = Call("ifNull", [_as_text(subject), Constant("")])
    compare = Call(
        name,
        [Call("sortableSemver", [known]), Call("sortableSemver", [Constant(".".join(numbers))])],
    )
    is_version = Call("match", [_as_text(copy_of(subject)), Constant(r"\d+\.\d+")])
    return Call("or" if name == "notEquals" else "and", [
        Call("not", [is_version]) if name == "notEquals" else is_version, compare,
    ])  # fmt: skip


def _full(numbers: list[int]) -> str:
    return ".".join(map(str, ([*numbers, 0, 0])[: max(3, len(numbers))]))


def _next(word: str, numbers: list[int]) -> list[int]:
    """The first version that is beyond the range."""
    major, minor, patch = ([*numbers, 0, 0])[:3]
    if word == "tilde":
        return [major + 1, 0, 0] if len(numbers) == 1 else [major, minor + 1, 0]
    if word == "wildcard":
        return [*numbers[:-1], numbers[-1] + 1] + [0] * (3 - len(numbers))
    if major:
        return [major + 1, 0, 0]
    return [0, minor + 1, 0] if minor else [0, 0, patch + 1]


def escape_like(text: str) -> str:
    """Text that stands for itself in a LIKE pattern."""
    return re.sub(r"([%_\\])", r"\\\1", text)


def _as_text(subject: Node) -> Node:
    return Call("toString", [subject])


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if value is None or isinstance(value, list | dict):
        raise QueryRefused("A filter compares with a text, a number, or a list of those.")
    return str(value)


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def copy_of(node: Node) -> Node:
    """One tree is not used in two places: passes change nodes where they stand."""
    match node:
        case Name(chain=chain):
            return Name(chain)
        case Constant(value=value):
            return Constant(value)
        case Call(name=name, args=args):
            return Call(name, [copy_of(arg) for arg in args])
        case Lambda(names=names, body=body):
            return Lambda(list(names), copy_of(body))
    raise AssertionError("subjects are names and calls")
