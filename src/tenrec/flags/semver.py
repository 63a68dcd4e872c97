"""Versions as semver.org orders them, read as kindly as the server does."""

import re
from typing import NamedTuple

_CORE = re.compile(r"[0-9]{1,20}")
_SUFFIX = re.compile(r"(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?")
_LARGEST = 2**64 - 1

Identifiers = tuple[tuple[int, int, str], ...]


class Version(NamedTuple):
    """Comparable; a release is above its pre-releases, builds of it above it."""

    major: int
    minor: int
    patch: int
    is_release: bool
    pre: Identifiers
    build: Identifiers

    @property
    def core(self) -> tuple[int, int, int]:
        return self.major, self.minor, self.patch


def read(text: str) -> Version:
    """ValueError if it is none; `v1`, `1.2` and `3.08` are."""
    core, suffix = _split(_plain(text))
    numbers = [_number(part) for part in core.split(".")]
    if len(numbers) > 3:
        raise ValueError("more than three numbers")
    found = _SUFFIX.fullmatch(suffix)
    if found is None:
        raise ValueError("not a version")
    major, minor, patch = (*numbers, 0, 0)[:3]
    pre = _identifiers(found[1], has_strict_numbers=True)
    return Version(
        major, minor, patch, not pre, pre, _identifiers(found[2], has_strict_numbers=False)
    )


class Range(NamedTuple):
    """Versions that share the first `fixed` numbers with `lowest` and are not below it."""

    lowest: Version
    fixed: int

    def holds(self, version: Version) -> bool:
        """Of pre-releases only those of the very version that is named with one."""
        low = self.lowest
        if version.core[: self.fixed] != low.core[: self.fixed]:
            return False
        if not version.is_release and version.core != low.core:
            return False
        return version[:5] >= low[:5]


def tilde(text: str) -> Range:
    """`~1.2.3`: only the patch may be higher."""
    return Range(read(text), 2)


def caret(text: str) -> Range:
    """`^1.2.3`: the first number that is not 0 stays."""
    lowest = read(text)
    first = next((place for place, number in enumerate(lowest.core) if number), 2)
    return Range(lowest, first + 1)


def wildcard(text: str) -> Range:
    """`1.2.*`, `1.*`, `*`; without a star it is a caret of the numbers that are there."""
    parts = _plain(text).split(".")
    numbers = [part for part in parts if part not in ("*", "x", "X")]
    if len(numbers) == len(parts):
        return _open_caret(text, parts)
    if parts[: len(numbers)] != numbers or len(parts) > 3:
        raise ValueError("a number after a star")
    return Range(read(".".join(numbers) or "0"), len(numbers))


def _open_caret(text: str, parts: list[str]) -> Range:
    """`1` is any 1, and so is `0` any 0, though `0.0.0` is just that."""
    found = caret(text)
    return Range(found.lowest, min(found.fixed, len(parts)))


def _plain(text: str) -> str:
    return text.removeprefix("v").strip()


def _split(text: str) -> tuple[str, str]:
    ends = [place for place in (text.find("-"), text.find("+")) if place >= 0]
    end = min(ends, default=len(text))
    return text[:end], text[end:]


def _number(part: str) -> int:
    stripped = part.lstrip("0") or part[-1:]
    if _CORE.fullmatch(stripped) is None or (number := int(stripped)) > _LARGEST:
        raise ValueError("not a number of a version")
    return number


def _identifiers(text: str | None, *, has_strict_numbers: bool) -> Identifiers:
    """Numbers are below words, and compared as numbers."""
    return tuple(_identifier(part, has_strict_numbers) for part in text.split(".")) if text else ()


def _identifier(part: str, has_strict_numbers: bool) -> tuple[int, int, str]:
    if not part or (has_strict_numbers and part.isdecimal() and part[0] == "0" and part != "0"):
        raise ValueError("not an identifier of a version")
    return (0, int(part), part) if part.isdecimal() else (1, 0, part)
