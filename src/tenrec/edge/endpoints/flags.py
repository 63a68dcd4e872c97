"""Feature flags for one person (`/flags`), and the `/decide` of older SDKs."""

from collections.abc import Mapping
from typing import Any

from tenrec.core.errors import Unavailable
from tenrec.core.wire import WireRefused
from tenrec.core.wire.token import token_flaw
from tenrec.edge.body import hold, read_body
from tenrec.edge.call import Answer, Call, Endpoint
from tenrec.edge.flags.answers import answer, request_id_of
from tenrec.edge.flags.asking import read_query, read_request
from tenrec.edge.flags.deciding import Decided, decide
from tenrec.edge.flags.request import FlagRequest, Query
from tenrec.edge.flags.selecting import runtime_of, selected
from tenrec.edge.flags.source import FlagSource, Snapshot
from tenrec.edge.sdk_config import MINIMAL
from tenrec.edge.take import client_ip, user_agent, work

_METHODS = ("GET", "POST", "OPTIONS", "HEAD")
_JSON = b"application/json"
_NO_TOKEN = "No API token provided. Please include a valid API token in your request."
_WRONG_TOKEN = (
    "The provided API key is invalid or has expired. Please check your API key and try again."
)
_NO_ID = "The distinct_id field is missing from the request. Please include a valid identifier."
_LATER = "Our database service is currently unavailable. Please try again later."


async def flags(call: Call) -> Answer:
    """By its method; all of them are answered here."""
    match call.scope["method"]:
        case "POST":
            return await _evaluated(call)
        case "GET" | "HEAD":
            return _minimal(call)
        case method:
            allowed = [(b"allow", ", ".join(_METHODS).encode())]
            return Answer(204 if method == "OPTIONS" else 405, headers=allowed)


def _minimal(call: Call) -> Answer:
    """Nobody was named, so there are no flags."""
    version = read_query(call.scope["query_string"]).version
    body = answer(Decided(), version, MINIMAL, _request_id(call), is_decide=False)
    call.edge.metrics.evaluated(call.path, 0)
    return Answer(200, body, _JSON)


async def _evaluated(call: Call) -> Answer:
    source = call.edge.flags
    if source is None:
        raise _later()
    query = read_query(call.scope["query_string"])
    request = await _read(call, query)
    team_id, snapshot = await _of_team(call, source, request)
    if request.distinct_id is None and not request.is_disabled:
        raise WireRefused(_NO_ID, tag="missing_distinct_id")
    decided = Decided()
    if not request.is_disabled:
        runtime = runtime_of(request.runtime, user_agent(call), call.headers)
        rules, known = snapshot.ruleset, snapshot.selections
        wanted = selected(rules, snapshot.needs, known, query, request, runtime)
        sent = _with_place(call, source, request)
        decided = await decide(
            call.edge, source, snapshot, wanted, request, team_id, sent,
            only_sent=query.only_sent_properties,
        )  # fmt: skip
    call.edge.metrics.evaluated(call.path, len(decided.flags))
    return Answer(200, _body(call, query, snapshot, decided), _JSON)


async def _read(call: Call, query: Query) -> FlagRequest:
    limit = call.edge.bounds.flags_bytes
    body = await read_body(call, limit)
    content_type, encoding = call.header(b"content-type"), call.header(b"content-encoding")
    request = await work(
        call.edge,
        len(body),
        limit,
        lambda limit: read_request(body, query.compression, content_type, encoding, limit),
    )
    hold(call, request.weight)  # it stays while the database is asked
    return request


async def _of_team(call: Call, source: FlagSource, request: FlagRequest) -> tuple[int, Snapshot]:
    token = (request.token or "").strip()
    if not token:
        raise WireRefused(_NO_TOKEN, status=401, tag="no_token")
    try:
        team_id = None if token_flaw(token) else await call.edge.tokens.team_id(token)
        snapshot = None if team_id is None else await source.snapshots.get(team_id)
    except Unavailable as error:
        raise _later() from error
    if team_id is None or snapshot is None:
        raise WireRefused(_WRONG_TOKEN, status=401, tag="invalid_api_token")
    return team_id, snapshot


def _with_place(call: Call, source: FlagSource, request: FlagRequest) -> Mapping[str, Any]:
    """Where the address is fills what the client did not say itself."""
    sent = request.person_properties
    found = {} if request.is_geoip_disabled else source.places(client_ip(call))
    if not found:
        return sent
    said = {key: value for key, value in sent.items() if value is not None or key not in found}
    return {**found, **said}


def _body(call: Call, query: Query, snapshot: Snapshot, decided: Decided) -> bytes:
    is_decide = call.path == "/decide" or call.header(b"x-original-endpoint") == "decide"
    version, with_config = query.version, query.config
    if is_decide and with_config is None:
        with_config = True
    if version is None and with_config is None:
        version, with_config = 2, True
    config = snapshot.config if with_config else {}
    return answer(decided, version, config, _request_id(call), is_decide=is_decide)


def _request_id(call: Call) -> str:
    return request_id_of(call.header(b"x-request-id"))


def _later() -> WireRefused:
    return WireRefused(_LATER, status=503, tag="service_unavailable")


ROUTES = [Endpoint(("/flags", "/decide"), _METHODS, flags, handles_every_method=True)]
