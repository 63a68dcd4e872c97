"""Requests to addresses that users have typed: over TLS, to hosts of the internet, else nowhere.

Who can make a server send requests must not reach what only the server can: its own ports, the
machines beside it, the metadata of a cloud. So the name is resolved once, every address that it has
is looked at, and the connection goes to one of these and not to what the name says a moment later.
Redirects are not followed, and nothing of the answer is told but its status.
"""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterable
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from tenrec import __version__

Address = IPv4Address | IPv6Address
_SECONDS = 8.0
"""From the first packet to the status: a host that answers byte by byte is cut off, too."""
_MOST_ADDRESSES = 4
_PLAIN = re.compile(r"[\x21-\x7e]{1,2000}")
_NAT64 = IPv6Network("64:ff9b::/96")
_OWN_NAT64 = IPv6Network("64:ff9b:1::/48")


class AddressRefused(ValueError):
    """What was typed names no host that we send anything to."""


class Unreached(Exception):
    """The host did not answer, or not as it should."""


def post_json(url: str, body: Any) -> int:
    """Sends it; the status of the answer. Raises AddressRefused, or Unreached."""
    parts = _read(url)
    host, port = str(parts.hostname), parts.port or 443
    connection = _Pinned(host, port, _addresses(host, port))
    watch = Timer(_SECONDS, connection.cut)
    watch.daemon = True
    watch.start()
    headers = {"Content-Type": "application/json", "User-Agent": f"Tenrec/{__version__}"}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, json.dumps(body).encode(), headers)
        return connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        raise Unreached from error
    finally:
        watch.cancel()
        connection.close()


def is_public(address: Address) -> bool:
    """Whether it is one of the internet, also when it is wrapped in an address of another kind."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local or address.teredo is not None or address in _OWN_NAT64:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _read(url: str) -> SplitResult:
    """Only what every reader of addresses understands alike."""
    try:
        if not _PLAIN.fullmatch(url) or "\\" in url:
            raise AddressRefused
        parts = urlsplit(url)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise AddressRefused from None
    if not is_whole or "@" in parts.netloc:
        raise AddressRefused
    return parts


def _addresses(host: str, port: int) -> list[str]:
    """Where the name leads; refused when any of it is not for us, so that no mixture slips by."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused from None
    texts = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not texts or not all(_may_reach(text) for text in texts):
        raise AddressRefused
    return texts[:_MOST_ADDRESSES]


def _may_reach(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:  # with a zone: of this machine's own links
        return False
    if is_public(address):
        return True
    return any(address in network for network in settings.CONFIG.outbound_networks)


class _Pinned(HTTPSConnection):
    """Goes to these addresses, and checks the certificate for the name."""

    def __init__(self, host: str, port: int, addresses: Iterable[str]) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=_SECONDS, context=self._tls)
        self._addresses = list(addresses)
        self._until = time.monotonic() + _SECONDS
        self._open: socket.socket | None = None

    def connect(self) -> None:
        """The first address that takes us."""
        problem: OSError = TimeoutError("no address")
        for address in self._addresses:
            left = self._until - time.monotonic()
            try:
                self._open = socket.create_connection((address, self.port), max(left, 0.1))
                break
            except OSError as error:
                problem = error
        if self._open is None:
            raise problem
        self.sock = self._tls.wrap_socket(self._open, server_hostname=self.host)
        self._open = self.sock

    def cut(self) -> None:
        """Ends whatever is under way; what waits for the host gets an error."""
        if self._open is not None:
            try:
                self._open.shutdown(socket.SHUT_RDWR)
            except OSError:
                return
