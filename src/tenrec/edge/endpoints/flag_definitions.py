"""The flags of a project with all their conditions, for SDKs that evaluate them by themselves."""

from urllib.parse import parse_qsl

import orjson

from tenrec.core.errors import Unavailable
from tenrec.core.wire import WireRefused
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.flags.source import FlagSource

_METHODS = ("GET", "OPTIONS", "HEAD")
_JSON = b"application/json"
_PRIVATE = (b"cache-control", b"private, must-revalidate")
_BEARER = "bearer "
_LONGEST = 200
"""No key and no token is longer; what was found out about made-up ones is held for a while."""


async def definitions(call: Call) -> Answer:
    """By its method; all of them are answered here."""
    match call.scope["method"]:
        case "GET":
            return await _told(call)
        case "HEAD":
            return Answer(200, b"{}", _JSON)
        case method:
            allowed = [(b"allow", ", ".join(_METHODS).encode())]
            return Answer(204 if method == "OPTIONS" else 405, headers=allowed)


async def _told(call: Call) -> Answer:
    source = call.edge.flags
    if source is None:
        raise _later()
    try:
        team_id = await _granted(call, source)
        told = await source.definitions.get(team_id)
    except Unavailable as error:
        raise _later() from error
    if told is None:
        raise _refused(401, "authentication_failed", "The project token is not valid.")
    call.edge.metrics.requests[call.path] += 1
    headers = [(b"etag", f'W/"{told.etag}"'.encode()), _PRIVATE]
    if _is_known(call.header(b"if-none-match"), told.etag):
        return Answer(304, headers=headers)
    return Answer(200, told.body, _JSON, headers)


async def _granted(call: Call, source: FlagSource) -> int:
    """The team; the key alone tells it when no token is given."""
    key = call.header(b"authorization").strip()
    if not key.lower().startswith(_BEARER) or not key[len(_BEARER) :].strip():
        raise _refused(401, "not_authenticated", "Authentication credentials were not provided.")
    query = call.scope["query_string"].decode("utf-8", "replace")
    token = next((value for name, value in parse_qsl(query) if name == "token"), "").strip()
    secret = key[len(_BEARER) :].strip()
    if max(len(secret), len(token)) > _LONGEST:
        raise _refused(401, "authentication_failed", "The key or the project token is not valid.")
    grant = await source.grants.get((secret, token))
    if grant.team_id is None:
        raise _refused(grant.status, grant.code, grant.detail)
    return grant.team_id


def _is_known(sent: str, etag: str) -> bool:
    """Weak or strong, one or several, or whatever there is."""
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in sent.split(","))
    return bool(sent) and any(tag in (etag, "*") for tag in tags)


def _refused(status: int, code: str, detail: str) -> WireRefused:
    return WireRefused(detail, status=status, tag=code)


def _later() -> WireRefused:
    return _refused(503, "service_unavailable", "The state database does not answer.")


def _refuse(call: Call, error: WireRefused) -> Answer:
    """In the shape of the private API."""
    kind = "authentication_error" if error.status in (401, 403) else "server_error"
    body = {"type": kind, "code": error.tag, "detail": error.detail, "attr": None}
    return Answer(error.status, orjson.dumps(body), _JSON)


ROUTES = [
    Endpoint(("/flags/definitions",), _METHODS, definitions, _refuse, handles_every_method=True)
]
