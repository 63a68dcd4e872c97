"""From the raw bytes of v0 to JSON: every encoding of the wire, never more output than allowed."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from tenrec.core import lzstring, wire
from tenrec.core.wire import WireRefused
from tenrec.core.wire.json import TooLong
from tenrec.edge.body import TooLarge, check_weight

MAX_WEIGHT = 300_000_000
"""Of the objects that a body becomes, at most: 20 MB of usual events weigh half of it."""
_GZIP_MAGIC = b"\x1f\x8b\x08"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_FORM_KEYS = (b"data=", b"_=", b"ip=", b"compression=")
_SNIFFED = 128
_FORM_TYPE = "application/x-www-form-urlencoded"
_LZ_OUTPUT_PER_INPUT = 10
"""A limit of 20 MiB for the output lets in 2 MiB, what the browsers of that time could send."""
_COMPRESSIONS = {
    "gzip": "gzip",
    "gzip-js": "gzip",
    "lz64": "lz64",
    "lz-string": "lz64",
    "base64": "base64",
    "b64": "base64",
}


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a v0 address that mean something."""

    compression: str = ""
    data: str = ""
    sent_at: int | None = None
    is_beacon: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """The document, and the bytes for the journal: the client's own gzip, or plain JSON."""

    document: Any
    body: bytes
    is_gzip: bool


_NO_QUERY = Query()


def read_query(text: bytes) -> Query:
    """Unknown and unreadable parameters are as good as absent."""
    if not text:
        return _NO_QUERY
    found: dict[str, str] = {}
    for name, value in parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True):
        found.setdefault(name, value)
    return Query(
        found.get("compression", ""),
        found.get("data", ""),
        _whole(found.get("_") or found.get("sent_at") or ""),
        found.get("beacon") == "1",
    )


def _whole(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 15
    return int(text) if is_number else None


@dataclass(frozen=True, slots=True)
class V0Request:
    """What decides how a v0 payload is decoded."""

    body: bytes
    query: Query
    content_type: str
    encoding: str
    is_legacy: bool
    max_weight: int = MAX_WEIGHT

    def decode(self, limit: int) -> Decoded:
        """Raises WireRefused with the exact text of the wire."""
        text, packed = self._unwrap(limit)
        check_weight(text, self.max_weight)
        if packed is not None:
            return Decoded(_parse(text), packed, is_gzip=True)
        return Decoded(_parse(text), text, is_gzip=False)

    def unwrapped(self, limit: int) -> bytes:
        """The text, for who reads it in another way; it is not too heavy for JSON."""
        text, _ = self._unwrap(limit)
        check_weight(text, self.max_weight)
        return text

    def _unwrap(self, limit: int) -> tuple[bytes, bytes | None]:
        """The text, and the client's own gzip when that is all there is around it."""
        payload, compression = self._payload()
        if compression == "gzip" or payload.startswith(_GZIP_MAGIC):
            text, used = _gunzip(payload, limit)
        elif compression == "lz64":
            text, used = _unlz(payload, limit), 0
        else:
            text, used = payload, 0
            if compression == "base64":
                text = _unbase64(text) or text
        if len(text) > limit:
            raise TooLarge(limit)
        if self.is_legacy and looks_base64(text):
            text, used = _unbase64(text) or text, 0
        return text, payload[:used] if used and payload is self.body else None

    def _payload(self) -> tuple[bytes, str]:
        """The raw payload and the name of its compression, out of query, form or body."""
        raw = self.query.data.encode("utf-8", "replace") or self.body
        if not raw:
            raise WireRefused("request missing data payload", tag="empty_body")
        compression = _compression(self.query.compression)
        is_form = looks_form(raw)
        if self.query.data:
            raw = _plus_restored(raw)
        if not self.query.data and self._claims_form(is_form):
            if not is_form:
                raise _undecodable("expected form data in POST request payload")
            raw, form_compression = _form(raw)
            compression = compression or form_compression
            if not raw:
                raise WireRefused("request missing data payload", tag="empty_body")
        compression = compression or _compression(self.encoding)
        # lz64 is base64 on the outside: it stays as it is.
        is_wrapped = compression == "gzip" or (compression != "lz64" and not is_form)
        if is_wrapped and looks_base64(raw):
            raw = _unbase64(raw) or raw
        return raw, compression

    def _claims_form(self, is_form: bool) -> bool:
        """By exactly this type; with parameters behind it only when the body agrees."""
        if self.content_type == _FORM_TYPE:
            return True
        return is_form and self.content_type.lower().startswith(_FORM_TYPE)


def _compression(name: str) -> str:
    return _COMPRESSIONS.get(name.lower(), "") if name else ""


def looks_form(raw: bytes) -> bool:
    """One of the known keys stands first, or behind an ampersand, near the beginning."""
    if raw[:1] in (b"{", b"[", b"\x1f"):
        return False
    start = raw[:_SNIFFED]
    return start.startswith(_FORM_KEYS) or any(b"&" + key in start for key in _FORM_KEYS)


def looks_base64(raw: bytes) -> bool:
    """Guessed from the beginning and the length, as the wire has it."""
    if raw[:1] in (b"{", b"[", b"\x1f") or not raw or len(raw) % 4:
        return False
    return not raw[:_SNIFFED].translate(None, _BASE64)


def _form(raw: bytes) -> tuple[bytes, str]:
    """The fields `data` and `compression`; the first of each counts."""
    found: dict[bytes, bytes] = {}
    for pair in raw.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name in (b"data", b"compression"):
            found.setdefault(name, value)
    data = unquote_plus(found.get(b"data", b"").decode("latin-1"), errors="replace")
    compression = unquote_plus(found.get(b"compression", b"").decode("latin-1"))
    return _plus_restored(data.encode("utf-8", "replace")), _compression(compression)


def _plus_restored(data: bytes) -> bytes:
    """A `+` of base64 that nobody escaped has become a blank on its way."""
    restored = data.replace(b" ", b"+")
    return restored if looks_base64(restored) else data


def _unbase64(data: bytes) -> bytes | None:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None


def _gunzip(payload: bytes, limit: int) -> tuple[bytes, int]:
    try:
        return wire.gunzip(payload, limit=limit)
    except TooLong as error:
        raise TooLarge(limit) from error
    except ValueError as error:
        raise _undecodable("invalid GZIP data") from error


def _unlz(payload: bytes, limit: int) -> bytes:
    if len(payload) > limit // _LZ_OUTPUT_PER_INPUT:
        raise TooLarge(limit // _LZ_OUTPUT_PER_INPUT)
    try:
        return lzstring.decompress_base64(payload, limit=limit).encode()
    except lzstring.TooLong as error:
        raise TooLarge(limit) from error
    except ValueError as error:
        raise _undecodable("invalid LZ64 data") from error


def _parse(text: bytes) -> Any:
    try:
        return wire.quick_loads(text)
    except ValueError as error:
        try:
            text.decode()
        except UnicodeDecodeError:
            raise _undecodable("invalid UTF8 in request payload") from error
        raise WireRefused(f"failed to parse request: {reason_of(error)}") from error


def reason_of(error: ValueError) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _undecodable(why: str) -> WireRefused:
    return WireRefused(f"failed to decode request: {why}", tag="request_decoding_error")
