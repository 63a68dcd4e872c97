"""JSON that somebody sent, taken apart with every refusal naming the way to what is wrong."""

import json
import math
from typing import Any, NoReturn

from tenrec.core.errors import BadRequest

_MOST_CHARACTERS = 512 * 1024
_DEEPEST = 30
_LARGEST_NUMBER = 2**63


class Place:
    """A value and its way from the body: `filters__groups__0__properties__1__value`."""

    __slots__ = ("value", "way")

    def __init__(self, value: Any, way: str) -> None:
        self.value = value
        self.way = way

    def refuse(self, why: str, code: str = "invalid_input") -> NoReturn:
        """400 for this very value."""
        raise BadRequest(why, code=code, attr=self.way)

    def has(self, name: str) -> bool:
        """Whether the member is there and not null."""
        return self.value.get(name) is not None

    def at(self, name: str) -> "Place":
        """A member, which may be missing."""
        return Place(self.value.get(name), f"{self.way}__{name}")

    def needs(self, name: str) -> "Place":
        """A member that must be there."""
        if name not in self.value:
            self.at(name).refuse("This field is required.", "required")
        return self.at(name)

    def object(self) -> "Place":
        """Itself, when it is an object."""
        if not isinstance(self.value, dict):
            self.refuse("An object is required.")
        return self

    def items(self) -> list["Place"]:
        """What is in a list of objects."""
        if not isinstance(self.value, list):
            self.refuse("A list is required.")
        found = [Place(one, f"{self.way}__{index}") for index, one in enumerate(self.value)]
        return [one.object() for one in found]

    def text(self, longest: int = 400) -> str:
        """A text with something in it."""
        if not isinstance(self.value, str) or not self.value:
            self.refuse("A text is required.")
        if len(self.value) > longest:
            self.refuse(f"At most {longest} characters.")
        return str(self.value)

    def percentage(self) -> float:
        """From 0 to 100."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            self.refuse("A number from 0 to 100 is required.")
        return float(value)

    def truth(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            self.refuse("Must be true or false.")
        return bool(self.value)

    def index(self) -> int:
        """Of a group type: 0 to 4."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 4:
            self.refuse("The index of a group type is a number from 0 to 4.")
        return int(value)


def bearable(value: Any, name: str) -> Any:
    """The value itself, when every database of ours can keep it."""
    place = Place(value, name)
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            place.refuse(f"Nested deeper than {_DEEPEST} levels.")
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner += [*one, *one.values()]
            elif isinstance(one, list):
                inner += one
            elif isinstance(one, float) and not math.isfinite(one):
                place.refuse("Numbers have to be finite.")
            elif isinstance(one, int) and abs(one) >= _LARGEST_NUMBER:
                place.refuse("Whole numbers have to fit into 64 bits.")
            elif isinstance(one, str) and "\x00" in one:
                place.refuse("Null characters are not allowed.", "null_characters_not_allowed")
        level = inner
    if size_of(value) > _MOST_CHARACTERS:
        place.refuse("512 kB at most.")
    return value


def size_of(value: Any) -> int:
    """In characters of JSON."""
    return len(json.dumps(value))
