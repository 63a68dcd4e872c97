"""The bodies of v1: exactly one known encoding, or none, never more output than allowed."""

from collections.abc import Callable
from io import BytesIO
from zlib import decompressobj
from zlib import error as zlib_error

import brotli
import zstandard

from tenrec.core import wire
from tenrec.core.wire import WireRefused
from tenrec.core.wire.json import TooLong
from tenrec.edge.body import TooLarge, check_weight
from tenrec.edge.decode import MAX_WEIGHT, Decoded, reason_of

_ZSTD_MAX_WINDOW = 8 * 1024 * 1024


def decode_v1(body: bytes, encoding: str, limit: int) -> Decoded:
    """Of a typed request: exactly one known encoding, or none."""
    unpack = ENCODINGS.get(encoding)
    if unpack is None:
        raise WireRefused(
            f"unsupported content encoding: {encoding[:50]}", status=415, tag="unsupported_encoding"
        )
    try:
        text, used = unpack(body, limit)
    except TooLong as error:
        raise TooLarge(limit) from error
    except (ValueError, zlib_error, brotli.error, zstandard.ZstdError, MemoryError) as error:
        raise WireRefused(
            f"the body is not valid {encoding}", tag="request_decoding_error"
        ) from error
    check_weight(text, MAX_WEIGHT)
    try:
        document = wire.quick_loads(text)
    except ValueError as error:
        raise WireRefused(f"the body is not JSON: {reason_of(error)}") from error
    is_gzip = encoding == "gzip"
    return Decoded(document, body[:used] if is_gzip else text, is_gzip)


def _plain(body: bytes, limit: int) -> tuple[bytes, int]:
    if len(body) > limit:
        raise TooLong
    return body, len(body)


def _inflate(body: bytes, limit: int) -> tuple[bytes, int]:
    unpacker = decompressobj()
    text = unpacker.decompress(body, limit + 1)
    if len(text) > limit:
        raise TooLong
    if not unpacker.eof:
        raise ValueError("the stream ends too early")
    return text, len(body)


def _unbrotli(body: bytes, limit: int) -> tuple[bytes, int]:
    unpacker = brotli.Decompressor()
    pieces = [unpacker.process(body, output_buffer_limit=limit + 1)]
    size = len(pieces[0])
    while not unpacker.is_finished() and size <= limit:
        piece = unpacker.process(b"", output_buffer_limit=limit + 1 - size)
        if not piece:
            raise ValueError("the stream ends too early")
        pieces.append(piece)
        size += len(piece)
    if size > limit:
        raise TooLong
    return b"".join(pieces), len(body)


def _unzstd(body: bytes, limit: int) -> tuple[bytes, int]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_MAX_WINDOW)
    pieces: list[bytes] = []
    size = 0
    with unpacker.stream_reader(BytesIO(body)) as reader:
        while piece := reader.read(min(65_536, limit + 1 - size)):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                raise TooLong
    return b"".join(pieces), len(body)


ENCODINGS: dict[str, Callable[[bytes, int], tuple[bytes, int]]] = {
    "": _plain,
    "gzip": lambda body, limit: wire.gunzip(body, limit=limit),
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
