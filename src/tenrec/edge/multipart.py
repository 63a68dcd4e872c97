"""Takes a multipart body apart: a few named parts, in order, nothing clever."""

import re
from dataclasses import dataclass

from tenrec.core.wire import WireRefused

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_NAME = re.compile(r';\s*name=(?:"([^"]*)"|([^\s;"]+))', re.IGNORECASE)
_MAX_PARTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the form."""

    name: str
    media_type: str | None
    encoding: str | None
    content: bytes


def boundary_of(content_type: str) -> bytes:
    """Raises WireRefused when the header is not that of a multipart form."""
    if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise _refused("the content type must be multipart/form-data")
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise _refused("the content type names no boundary")
    return (found[1] or found[2]).encode("latin-1")


def parts_of(body: bytes, boundary: bytes) -> list[Part]:
    """Raises WireRefused for anything that is not a whole form."""
    sections = (b"\r\n" + body).split(b"\r\n--" + boundary, _MAX_PARTS + 2)
    if len(sections) < 3 or not sections[-1].startswith(b"--"):
        raise _refused("the multipart body has no parts, too many, or no end")
    return [_part(section) for section in sections[1:-1]]


def _part(section: bytes) -> Part:
    head, separator, content = section.partition(b"\r\n\r\n")
    if not separator or not head.lstrip(b" \t").startswith(b"\r\n"):
        raise _refused("a part has no head")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    named = _NAME.search(headers.get("content-disposition", ""))
    if named is None:
        raise _refused("a part has no name")
    return Part(
        named[1] if named[1] is not None else named[2],
        headers.get("content-type"),
        headers.get("content-encoding"),
        content,
    )


def _refused(why: str) -> WireRefused:
    return WireRefused(f"failed to decode request: {why}", tag="request_decoding_error")
