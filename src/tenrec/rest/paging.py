"""Pages: limit and offset for most lists, a cursor for the oldest; `next` is followed verbatim."""

from collections import OrderedDict
from typing import Any

from django.conf import settings
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tenrec.rest.csv_answer import MOST_ROWS, is_csv
from tenrec.rest.newest import Newest

DEFAULT_LIMIT = 100
MOST = 1000


def own_address(request: Request) -> str:
    """The address of this request as the operator names the server; no header is believed."""
    return str(settings.SITE_URL) + request.get_full_path()


def whole_number(request: Request, name: str, default: int) -> int:
    """A query parameter that must be a number from 0; absent or empty means the default."""
    text = request.query_params.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise ValidationError({name: ["A valid integer is required."]}, code="invalid")
    return int(text)


def asked_limit(request: Request, most: int = MOST) -> int:
    """How many rows the caller wants: 1 to `most`; a CSV file has all that it may have."""
    default = DEFAULT_LIMIT
    if is_csv(request):
        default = most = MOST_ROWS
    return min(whole_number(request, "limit", default) or default, most)


class OffsetPages(pagination.LimitOffsetPagination):
    """`{count, next, previous, results}`.

    The links carry `up_to`, the newest row when the first page was read: rows that are added
    while somebody follows `next` move no other row to another page.
    """

    default_limit = DEFAULT_LIMIT
    max_limit = MOST
    request: Request
    limit: int
    offset: int
    count: int
    newest: Newest

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self.newest = Newest.of(queryset, request)
        return super().paginate_queryset(self.newest.narrow(queryset), request, view)

    def get_limit(self, request: Request) -> int:
        return asked_limit(request)

    def get_offset(self, request: Request) -> int:
        return whole_number(request, "offset", 0)

    def get_next_link(self) -> str | None:
        beyond = self.offset + self.limit
        return self._at(beyond) if beyond < self.count else None

    def get_previous_link(self) -> str | None:
        return self._at(max(self.offset - self.limit, 0)) if self.offset > 0 else None

    def _at(self, offset: int) -> str:
        address = replace_query_param(own_address(self.request), "limit", self.limit)
        if offset == 0:
            return str(remove_query_param(address, "offset"))
        if up_to := self.newest.as_text():
            address = replace_query_param(address, "up_to", up_to)
        return str(replace_query_param(address, "offset", offset))


class CountlessPages(OffsetPages):
    """`{next, previous, results}`; `count` only when `include_total` is asked for."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.limit = self.get_limit(request)
        self.offset = self.get_offset(request)
        self.has_total = "include_total" in request.query_params
        self.newest = Newest.of(queryset, request)
        queryset = self.newest.narrow(queryset)
        rows = list(queryset[self.offset : self.offset + self.limit + 1])
        # Enough for the links; the true total costs a count and is made only when asked for.
        self.count = queryset.count() if self.has_total else self.offset + len(rows)
        return rows[: self.limit]

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        total = {"count": self.count} if self.has_total else {}
        return Response(OrderedDict(**total, **links, results=data))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = super().get_paginated_response_schema(schema)
        answer["required"] = ["results"]
        return answer


class CursorPages(pagination.CursorPagination):
    """`?cursor=cD0yMjgxOTA2`: base64 of `p=2281906`, the id of the last row of the page before."""

    ordering = "-id"
    page_size = DEFAULT_LIMIT

    def get_page_size(self, request: Request) -> int:
        return asked_limit(request)

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            text = str(cursor.position)
            if not (text.isascii() and text.isdecimal() and len(text) <= 18):
                raise NotFound(self.invalid_cursor_message)
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        page: Any = super().paginate_queryset(queryset, request, view)
        self.base_url = own_address(request)
        return page
