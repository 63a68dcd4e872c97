"""Every route that Django answers: path, method, and what its view says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from tenrec.rest.errors import not_found
from tenrec.rest.views import ApiView

SOME_UUID = "0190aa00-1111-7222-8333-444455556666"
# Values for whatever else a path names; the first that fits is taken. None exists, so that a
# refusal cannot be mistaken for what comes after it.
_CANDIDATES = (
    *("9" * length for length in (9, 6, 4, 3, 2, 1)),
    SOME_UUID,
    "nothing",
    *("a" * length for length in (1, 2, 4, 8, 12, 16, 32)),
    *("0" * length for length in (32, 64)),
)
_GROUP = re.compile(r"\(\?P<(\w+)>")


@dataclass(frozen=True)
class Call:
    """One method of one route."""

    pattern: str
    method: str
    view: type[ApiView]
    action: str | None
    options: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.pattern}"

    def path(self, **given: Any) -> str:
        """With these values for its groups, and something that does not exist for others."""
        return "/" + _filled(self.pattern, {name: str(v) for name, v in given.items()})

    @property
    def names(self) -> set[str]:
        return set(_GROUP.findall(self.pattern))

    @cached_property
    def made(self) -> ApiView:
        """The view as it is when this call comes in, for what it says in properties."""
        view = self.view(**dict(self.options))
        view.request = Request(getattr(APIRequestFactory(), self.method)("/", {}, format="json"))
        view.request._full_data = {}
        view.action = self.action
        view.kwargs, view.args = dict.fromkeys(self.names, "1"), ()
        return view


def every_call() -> list[Call]:
    """All of them; a view that is not one of ours is an error, but for the one that says 404."""
    return [
        Call(pattern, method, view, action, options)
        for pattern, callback in _patterns(get_resolver().url_patterns)
        if callback is not not_found
        for view, options in [_view_of(pattern, callback)]
        for method, action in _methods(callback, view).items()
    ]


def answers_itself(call: Call) -> bool:
    """Whether no other route is in front of this one."""
    found = resolve(call.path(project_id=1, organization_id=SOME_UUID))
    return getattr(found.func, "cls", None) is call.view


def _patterns(some: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in some:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, pattern)
        else:
            assert isinstance(entry, URLPattern)
            yield _plain(pattern), entry.callback


def _plain(pattern: str) -> str:
    """Without anchors, and with the optional slash."""
    return re.sub(r"(?<!\[)\^", "", pattern).replace("/?$", "/").replace("$", "")


def _view_of(pattern: str, callback: Any) -> tuple[type[ApiView], tuple[tuple[str, Any], ...]]:
    view = getattr(callback, "cls", None)
    assert isinstance(view, type), f"{pattern} is answered by a bare function"
    assert issubclass(view, ApiView), f"{pattern} is not answered by an ApiView"
    options = getattr(callback, "initkwargs", {})
    return view, tuple((name, value) for name, value in options.items() if hasattr(view, name))


def _methods(callback: Any, view: type[ApiView]) -> dict[str, str | None]:
    actions = getattr(callback, "actions", None)
    if actions:
        allowed = view.http_method_names
        return {method: action for method, action in actions.items() if method in allowed}
    names = ("get", "post", "put", "patch", "delete")
    return {name: None for name in names if hasattr(view, name)}


def _filled(pattern: str, given: dict[str, str]) -> str:
    """The groups of the pattern replaced, innermost parentheses counted."""
    path, rest = "", pattern
    while (group := _GROUP.search(rest)) is not None:
        end = _closing(rest, group.start())
        inner = rest[group.end() : end]
        path += rest[: group.start()] + (given.get(group[1]) or _fitting(inner))
        rest = rest[end + 1 :]
    return re.sub(r"\\(.)", r"\1", path + rest)


def _closing(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise AssertionError(f"no closing parenthesis in {text}")


def _fitting(regex: str) -> str:
    for value in _CANDIDATES:
        if re.fullmatch(regex, value):
            return value
    raise AssertionError(f"add something to _CANDIDATES that fits {regex}")
