"""Spans from the protobuf encoding of OTLP."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # ships none
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

from tenrec.core.wire.event import parse_refused
from tenrec.core.wire.otel.span import Attributes, Meter, Span, Weighed, check_spans


def decode(body: bytes) -> ExportTraceServiceRequest:
    """Raises WireRefused for what is no such message."""
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise parse_refused("invalid protobuf") from error
    return request


def spans_of(request: ExportTraceServiceRequest) -> Iterator[Span]:
    """In the order of the message."""
    check_spans(
        sum(len(scoped.spans) for each in request.resource_spans for scoped in each.scope_spans)
    )
    meter = Meter()
    for each in request.resource_spans:
        resource = _weighed(each.resource.attributes, meter)
        for scoped in each.scope_spans:
            version = scoped.scope.version
            for span in scoped.spans:
                yield _span(span, resource, version, meter)


def _span(span: trace_pb2.Span, resource: Weighed, version: str, meter: Meter) -> Span:
    is_error = span.status.code == trace_pb2.Status.STATUS_CODE_ERROR
    return Span(
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.name,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        _weighed(span.attributes, meter),
        resource,
        version,
        is_error,
        span.status.message if is_error else "",
        _exception(span, meter) if is_error else {},
    )


def _exception(span: trace_pb2.Span, meter: Meter) -> Attributes:
    for event in reversed(span.events):
        keys = {each.key for each in event.attributes}
        if event.name == "exception" or keys & {"exception.message", "exception.type"}:
            return _attributes(event.attributes, meter)
    return {}


def _weighed(pairs: Iterable[KeyValue], meter: Meter) -> Weighed:
    since = meter.now
    return meter.weighed(_attributes(pairs, meter), since)


def _attributes(pairs: Iterable[KeyValue], meter: Meter) -> Attributes:
    found: Attributes = {}
    for pair in pairs:
        meter.take(len(pair.key))
        kind = pair.value.WhichOneof("value")
        if kind is not None:
            found[pair.key] = _value(pair.value, kind, meter)
    return found


def _value(value: AnyValue, kind: str, meter: Meter) -> Any:
    match kind:
        case "string_value":
            meter.take(len(value.string_value))
            return value.string_value
        case "bytes_value":
            meter.take(2 * len(value.bytes_value))
            return value.bytes_value.hex()
        case "double_value":
            return value.double_value if math.isfinite(value.double_value) else None
        case "array_value":
            return list(_items(value.array_value.values, meter))
        case "kvlist_value":
            return _attributes(value.kvlist_value.values, meter)
        case "bool_value":
            return value.bool_value
        case "int_value":
            return value.int_value
    return None  # a kind of value that a later version of OTLP brings


def _items(values: Iterable[AnyValue], meter: Meter) -> Iterator[Any]:
    for value in values:
        meter.take(8)
        kind = value.WhichOneof("value")
        if kind is not None:
            yield _value(value, kind, meter)
