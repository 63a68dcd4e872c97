"""The allow-list of functions: what is not in functions.tsv cannot be called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files

_COMBINATORS = (
    "OrDefault", "OrNull", "ForEach", "ArgMin", "ArgMax", "Array", "State", "Merge", "Map", "If",
)  # fmt: skip
_SUFFIX = re.compile(rf"(.+?)({'|'.join(_COMBINATORS)})")
_ONE_MORE = ("If", "ArgMin", "ArgMax")


@dataclass(frozen=True, slots=True)
class Function:
    """One row: `sql_name` is `*` when a rewrite makes it; `most` is -1 for no limit."""

    name: str
    sql_name: str
    least: int
    most: int
    kind: str

    @property
    def is_aggregate(self) -> bool:
        """Whether it makes one value of many rows."""
        return self.kind == "aggregate"


def _rows() -> Iterator[Function]:
    text = files("tenrec.hogql").joinpath("functions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, sql_name, least, most, kind = line.split("\t")
            yield Function(name, sql_name or name, int(least), int(most), kind)


FUNCTIONS: dict[str, Function] = {function.name: function for function in _rows()}
_BY_LOWER: dict[str, str] = {}
for _name in FUNCTIONS:
    _BY_LOWER.setdefault(_name.lower(), _name)


def find(name: str) -> Function | None:
    """The function of this name; case counts only where two names differ by it alone."""
    found = FUNCTIONS.get(name) or FUNCTIONS.get(_BY_LOWER.get(name.lower(), ""))
    return found or _combined(name)


def _combined(name: str) -> Function | None:
    """`sumIf`, `uniqMergeOrNull`: an aggregate with up to three combinators."""
    suffixes: list[str] = []
    while len(suffixes) < 3:
        match = _SUFFIX.fullmatch(name)
        if match is None:
            return None
        name, suffix = match[1], match[2]
        suffixes.insert(0, suffix)
        base = FUNCTIONS.get(name)
        if base is not None:
            return _with(base, suffixes) if base.is_aggregate and base.sql_name != "*" else None
    return None


def _with(base: Function, suffixes: list[str]) -> Function | None:
    if len(set(suffixes)) != len(suffixes):
        return None
    more = sum(suffix in _ONE_MORE for suffix in suffixes)
    least, most = base.least + more, base.most + more if base.most >= 0 else -1
    if "Merge" in suffixes:
        least, most = 1 + more, 1 + more
    tail = "".join(suffixes)
    return Function(base.name + tail, base.sql_name + tail, least, most, "aggregate")


def suggestion(name: str) -> str | None:
    """The nearest known name."""
    near = get_close_matches(name.lower(), _BY_LOWER, n=1, cutoff=0.7)
    return _BY_LOWER[near[0]] if near else None
