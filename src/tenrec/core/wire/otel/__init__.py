"""Traces of OpenTelemetry (OTLP over HTTP): spans about AI, read as events."""

from tenrec.core.wire.event import Parsed, parse_refused
from tenrec.core.wire.json import loads
from tenrec.core.wire.otel import plain, protobuf
from tenrec.core.wire.otel.events import read_spans

__all__ = ["read_otel", "read_otel_json"]


def read_otel(body: bytes) -> Parsed:
    """The events of a protobuf body; raises WireRefused."""
    return read_spans(protobuf.spans_of(protobuf.decode(body)))


def read_otel_json(body: bytes) -> Parsed:
    """The events of a JSON body; raises WireRefused."""
    try:
        document = loads(body)
    except ValueError as error:
        raise parse_refused("invalid JSON") from error
    return read_spans(plain.spans_of(document))
