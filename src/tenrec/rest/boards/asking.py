"""May a key have the question of a saved query answered? Who writes questions asks them."""

from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from tenrec.accounts.models import PersonalAPIKey
from tenrec.accounts.scopes import allows

_WRITES = ("insight:write", "dashboard:write")


def check_may_ask(request: Request, filters: Any = None) -> None:
    """A key that reads insights gets the results of what others saved.

    One that can write them, or lays SQL over them, could ask for anything: it needs `query:read`.
    """
    key = request.auth
    if not isinstance(key, PersonalAPIKey) or allows(key.scopes, "query:read"):
        return
    if any(allows(key.scopes, scope) for scope in _WRITES) or _holds_sql(filters):
        raise PermissionDenied("API key missing required scope 'query:read'.")


def _holds_sql(value: Any) -> bool:
    """Of filters that are checked already, so nested but a little."""
    if isinstance(value, list):
        return any(map(_holds_sql, value))
    if not isinstance(value, dict):
        return False
    return value.get("type") == "hogql" or any(map(_holds_sql, value.values()))
