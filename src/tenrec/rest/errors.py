"""One shape for every refusal under /api: type, code, detail, attr, and sometimes extra."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from tenrec.core.errors import QueryRefused, TenrecError, TooLarge, Unavailable
from tenrec.rest.shared_cache import is_cache_failure

log = logging.getLogger(__name__)

Body = dict[str, Any]
_TYPES = {
    400: "invalid_request",
    401: "authentication_error",
    403: "authentication_error",
    404: "invalid_request",
    405: "invalid_request",
    406: "invalid_request",
    413: "invalid_request",
    415: "invalid_request",
    429: "throttled_error",
}
REFUSAL_TYPES = frozenset(_TYPES.values()) | {"server_error"}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler; None for what is our own fault (Django answers 500)."""
    from rest_framework.views import set_rollback  # views read the settings that lead here

    set_rollback()
    error = _translated(error)
    if isinstance(error, TenrecError):
        return Response(tenrec_body(error), error.status, headers=_retry(error))
    if isinstance(error, exceptions.ValidationError):
        return Response(_validation_body(error), error.status_code)
    if isinstance(error, exceptions.APIException):
        code = error.get_codes()
        code = code if isinstance(code, str) else "error"
        detail = str(error.detail)
        return Response(
            body(error.status_code, code, detail), error.status_code, headers=_retry(error)
        )
    return None


def body(status: int, code: str, detail: str, attr: str | None = None) -> Body:
    """The four members."""
    kind = _TYPES.get(status, "server_error")
    return {"type": kind, "code": code, "detail": detail, "attr": attr}


def tenrec_body(error: TenrecError) -> Body:
    """The same for a refusal of ours; a refused query also says where."""
    answer: Body = dict(error.as_json())
    if isinstance(error, QueryRefused) and error.start is not None:
        answer["extra"] = {"start": error.start, "end": error.end}
    return answer


def _translated(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge("The request body is too large.")
    if isinstance(error, RecursionError):  # JSON in a member of a form, which no parser of ours saw
        log.warning("refused as nested too deeply", exc_info=error)
        return exceptions.ParseError("The request is nested too deeply.")
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError("The request cannot be read.")
    if is_cache_failure(error):
        return Unavailable("The shared cache does not answer; try again later.")
    if isinstance(error, OperationalError):
        return Unavailable("The state database does not answer; try again later.")
    return error


def _retry(error: Exception) -> dict[str, str]:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait))
    return headers


def _validation_body(error: exceptions.ValidationError) -> Body:
    path, detail = _first(error.detail)
    code = getattr(detail, "code", None) or "invalid"
    return {
        "type": "validation_error",
        "code": "invalid_input" if code == "invalid" else code,
        "detail": str(detail),
        "attr": "__".join(path) or None,
    }


def _first(detail: Any, path: tuple[str, ...] = ()) -> tuple[tuple[str, ...], Any]:
    """The first error of the tree and the way to it; lists of items count their index."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else (*path, str(name))
            return _first(inner, here)
    if isinstance(detail, (list, tuple)):
        for index, inner in enumerate(detail):
            if inner:
                is_item = isinstance(inner, (Mapping, list, tuple))
                return _first(inner, (*path, str(index)) if is_item else path)
    return path, detail


def _answer(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(body(status, code, detail), status=status)


@csrf_exempt
def not_found(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
    """Every path that nobody answers, whatever the method."""
    return _answer(404, "not_found", "Endpoint not found.")


def bad_request(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
    """What Django itself refuses to read."""
    return _answer(400, "parse_error", "The request cannot be read.")


def forbidden(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
    """What Django itself does not allow."""
    return _answer(403, "permission_denied", str(exceptions.PermissionDenied.default_detail))


def csrf_failed(request: HttpRequest, reason: str = "") -> JsonResponse:
    """A session write without its CSRF token."""
    return _answer(403, "permission_denied", f"CSRF Failed: {reason}")


def broken(request: HttpRequest, *_: Any, **__: Any) -> JsonResponse:
    """Our own fault; the details are in the log, not in the answer."""
    return _answer(500, "error", "A server error occurred.")
