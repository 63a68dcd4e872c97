"""From the ROUTES of the resources to paths: under projects, organizations, flat, or at the root.

A trailing slash is optional everywhere, and every environment route is the project
route under its other name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, include, re_path
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from tenrec.rest.errors import not_found
from tenrec.rest.views import ApiView

Patterns = list[URLPattern | URLResolver]


@dataclass(frozen=True, slots=True)
class Route:
    """One path and its view. `under` is "project", "organization", "flat", "root" or "bare".

    "flat" is `/api/<path>/` for the current project, "root" is `/api/<path>/` of no project
    (they differ in the schema, which leaves flat routes out), "bare" is outside of /api.
    """

    path: str
    view: type[ApiView]
    under: str = "project"


PREFIXES = {
    "project": (r"api/projects/(?P<project_id>[^/]+)/", r"api/environments/(?P<project_id>[^/]+)/"),
    "organization": (r"api/organizations/(?P<organization_id>[^/]+)/",),
    "root": (r"api/",),
    "flat": (r"api/",),
    "bare": (r"",),
}


class Slashless(SimpleRouter):
    """DRF's router with an optional slash at the end."""

    def __init__(self) -> None:
        super().__init__(trailing_slash=False)
        self.trailing_slash = "/?"


def build(resources: Iterable[Sequence[Route]]) -> Patterns:
    """The url patterns of all resources; what is left under /api is not found."""
    routes = [route for some in resources for route in some]
    patterns: Patterns = []
    for under, prefixes in PREFIXES.items():
        inner = _patterns([route for route in routes if route.under == under])
        patterns += [re_path("^" + prefix, include(inner)) for prefix in prefixes]
    return [*patterns, re_path(r"^api(?:/.*)?$", not_found)]


def _patterns(routes: Iterable[Route]) -> Patterns:
    router, plain = Slashless(), Patterns()
    for route in routes:
        view: Any = _undocumented(route.view) if route.under == "flat" else route.view
        if issubclass(view, ViewSetMixin):
            router.register(route.path, view, basename=f"{route.under}-{route.path}")
            if hasattr(view, "list"):
                plain.append(_as_csv(route))
        else:
            plain.append(re_path(rf"^{route.path}/?$", view.as_view()))
    return [*plain, *router.urls]


def _as_csv(route: Route) -> URLPattern:
    """`….csv` is the list with `?format=csv`."""
    view: Any = _undocumented(route.view, file_format="csv")
    pattern: URLPattern = re_path(rf"^{route.path}\.csv$", view.as_view({"get": "list"}))
    return pattern


def _undocumented(view: type[ApiView], **attributes: Any) -> type[ApiView]:
    """A flat route is a project route once more: PostHog's document leaves it out, too."""
    inner = {"schema": None, "__doc__": view.__doc__, **attributes}
    return type(f"Flat{view.__name__}", (view,), inner)
