"""Pages of persons: from the state database, or as the event store finds them."""

import base64
from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tenrec.resources.persons.found import FoundPersons, Place
from tenrec.rest.newest import Newest
from tenrec.rest.paging import CountlessPages, CursorPages, asked_limit, own_address

_PLACE = "beyond"


class PersonPages(CountlessPages):
    """`limit` and `offset`; where the store searched, `next` says after whom it goes on."""

    places: list[Place] | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        if not isinstance(queryset, FoundPersons):
            return super().paginate_queryset(queryset, request, view)
        self.request, self.newest = request, Newest(queryset, None, None)
        self.limit, self.offset = self.get_limit(request), self.get_offset(request)
        self.has_total = "include_total" in request.query_params
        text = request.query_params.get(_PLACE)
        beyond = _read(text) if text else None
        self.places = queryset.places(beyond, self.offset, self.limit + 1)
        self.count = queryset.count() if self.has_total else self.offset + len(self.places)
        return queryset.at(self.places[: self.limit])

    def get_next_link(self) -> str | None:
        link = super().get_next_link()
        if link is None or self.places is None:
            return link
        if len(self.places) <= self.limit:
            return None
        return str(replace_query_param(link, _PLACE, self.places[self.limit - 1].as_text()))

    def get_previous_link(self) -> str | None:
        link = super().get_previous_link()
        return None if link is None else str(remove_query_param(link, _PLACE))


class PersonCursorPages(CursorPages):
    """The oldest form: `?cursor=`, base64 of `p=` and the place of the last row."""

    places: list[Place] | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        if not isinstance(queryset, FoundPersons):
            return super().paginate_queryset(queryset, request, view)
        self.request, self.limit = request, asked_limit(request)
        cursor = request.query_params.get(self.cursor_query_param)
        self.places = queryset.places(_uncursor(cursor) if cursor else None, 0, self.limit + 1)
        return queryset.at(self.places[: self.limit])

    def get_paginated_response(self, data: Any) -> Response:
        if self.places is None:
            return super().get_paginated_response(data)
        link = None
        if len(self.places) > self.limit:
            place = f"p={self.places[self.limit - 1].as_text()}"
            text = base64.b64encode(place.encode()).decode()
            link = replace_query_param(own_address(self.request), self.cursor_query_param, text)
        return Response({"next": link, "previous": None, "results": data})


def _read(text: str) -> Place:
    try:
        return Place.read(text)
    except (ValueError, OverflowError, OSError):
        problem = "Must be as a link of this list gave it."
        raise ValidationError({_PLACE: [problem]}, code="invalid") from None


def _uncursor(text: str) -> Place:
    try:
        return Place.read(base64.b64decode(text, validate=True).decode().removeprefix("p="))
    except (ValueError, OverflowError, OSError):
        raise NotFound("Invalid cursor") from None
