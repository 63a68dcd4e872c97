"""Pages by moment, newest first: `?cursor=` holds where the page before ended."""

from datetime import datetime
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from tenrec.rest.asked import problem
from tenrec.rest.paging import MOST, asked_limit, own_address, whole_number

ORDERS = {"-created_at": ("-created_at", "-id"), "created_at": ("created_at", "id")}


class MomentPages(CursorPagination):
    """`{next, previous, results}`; rows that are added meanwhile move no other row.

    `?ordering=created_at` goes from the oldest on: a program that keeps its cursor continues
    where it stopped.
    """

    ordering = ORDERS["-created_at"]
    page_size = 100

    def get_page_size(self, request: Request) -> int:
        if "page_size" in request.query_params:
            return min(whole_number(request, "page_size", self.page_size) or self.page_size, MOST)
        return asked_limit(request)

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        asked = request.query_params.get("ordering") or "-created_at"
        if asked not in ORDERS:
            raise problem("ordering", "Must be created_at or -created_at.")
        return ORDERS[asked]

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                datetime.fromisoformat(str(cursor.position))
            except ValueError:
                raise NotFound(self.invalid_cursor_message) from None
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        page: Any = super().paginate_queryset(queryset, request, view)
        self.base_url = own_address(request)
        return page
