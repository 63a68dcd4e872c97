"""What every capturing endpoint does between its own checks: whose, from where, onto the disk."""

import asyncio
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import TypeVar

from tenrec.core.errors import Unavailable
from tenrec.core.received import Received
from tenrec.core.wire.token import refused_token
from tenrec.edge.body import TooLarge
from tenrec.edge.call import Call, Edge, overloaded

_T = TypeVar("_T")
_INLINE_BYTES = 256 * 1024
_MAX_AGENT = 1000


async def work(edge: Edge, size: int, limit: int, check: Callable[[int], _T]) -> _T:
    """Runs `check(limit)` at once when it is small, else in a thread, so that others go on.

    How large a packed body is only shows while it is unpacked: it begins here with a low
    limit, and begins again in the thread when that is reached.
    """
    if size <= _INLINE_BYTES:
        try:
            return check(min(limit, _INLINE_BYTES))
        except TooLarge:
            if limit <= _INLINE_BYTES:
                raise
    return await asyncio.get_running_loop().run_in_executor(edge.threads, check, limit)


async def team_of(call: Call, token: str) -> int:
    """Raises WireRefused: 401 for a token that opens nothing, 503 when nobody can say."""
    try:
        team_id = await call.edge.tokens.team_id(token)
    except Unavailable as error:
        raise overloaded() from error
    if team_id is None:
        raise refused_token("unknown")
    return team_id


async def keep(call: Call, received: Received, events: int) -> None:
    """Returns when the request is on disk; raises WireRefused 503 otherwise."""
    record = received.pack()
    try:
        await call.edge.journal.append(record)
    except Unavailable as error:
        raise overloaded() from error
    call.edge.metrics.took(call.path, events, len(record))


def now_micros() -> int:
    """The moment of arrival."""
    return time.time_ns() // 1000


def user_agent(call: Call) -> str:
    """Cut to a sane length."""
    return call.header(b"user-agent")[:_MAX_AGENT]


def client_ip(call: Call) -> str:
    """The address of the client; X-Forwarded-For is believed only from trusted proxies."""
    client = call.scope.get("client")
    peer = str(client[0]) if client else ""
    proxies = call.edge.trusted_proxies
    if not proxies or not _is_trusted(peer, call.edge):
        return peer
    for hop in reversed(call.header(b"x-forwarded-for").split(",")):
        address = _bare(hop.strip())
        if not address:
            break
        peer = address
        if not _is_trusted(peer, call.edge):
            break
    return peer


def _bare(hop: str) -> str:
    """Without a port; empty when it is no address."""
    if hop.startswith("["):
        hop = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        hop = hop.partition(":")[0]
    try:
        return str(ip_address(hop))
    except ValueError:
        return ""


def _is_trusted(peer: str, edge: Edge) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in edge.trusted_proxies)
