"""From a span to the event that PostHog's AI screens and SDKs know."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tenrec.core.wire.event import MAX_DISTINCT_ID, Parsed, WireEvent
from tenrec.core.wire.otel.attributes import rename, set_stop_reason
from tenrec.core.wire.otel.failures import set_failure
from tenrec.core.wire.otel.frameworks import framework_of
from tenrec.core.wire.otel.identity import distinct_id_of, uuid_of
from tenrec.core.wire.otel.names import event_name, is_about_ai
from tenrec.core.wire.otel.span import MAX_EVENT_BYTES, MAX_VALUES, Span, too_large
from tenrec.core.wire.otel.values import Properties, fill

_LIBRARY = "posthog-otel"
_NOISE = ("host.", "process.", "os.", "telemetry.")
"""What SDKs find out about the machine by themselves."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_spans(spans: Iterable[Span]) -> Parsed:
    """An event for each span about AI; there may be none. Raises WireRefused when too much."""
    events: list[WireEvent] = []
    count = size = 0
    for span in spans:
        if not is_about_ai(span.attributes.values):
            continue
        count += span.attributes.count + span.resource.count
        size += span.attributes.size + span.resource.size
        if count > MAX_VALUES or size > MAX_EVENT_BYTES:
            raise too_large()
        events.append(_event(span))
    return Parsed(None, events)


def _event(span: Span) -> WireEvent:
    distinct_id = distinct_id_of(span)
    name = event_name(span.attributes.values, has_parent=bool(span.parent_id))
    is_long = len(distinct_id) > MAX_DISTINCT_ID
    return WireEvent(
        name,
        distinct_id[:MAX_DISTINCT_ID],
        uuid_of(span),
        _properties(span, name),
        _timestamp(span.start),
        is_distinct_id_cut=is_long,
    )


def _timestamp(nanoseconds: int) -> str | None:
    if not nanoseconds:
        return None
    return (_EPOCH + timedelta(microseconds=nanoseconds // 1000)).isoformat()


def _properties(span: Span, name: str) -> dict[str, Any]:
    shared = span.resource.values.items()
    properties = {key: value for key, value in shared if not key.startswith(_NOISE)}
    properties.update(span.attributes.values)
    raw = dict(properties) if properties.get("posthog.ai.debug") else None
    _geoip(properties)
    _trace(span, properties)
    set_failure(span, properties)
    framework = framework_of(properties)
    if framework is None:
        rename(properties)
    else:
        framework.before(properties)
        rename(properties)
        framework.after(properties, name)
    set_stop_reason(properties)
    if raw is not None:
        properties |= {"$ai_debug": True, "$ai_debug_data": raw}
    return properties


def _geoip(properties: Properties) -> None:
    """The address is that of a server: it says nothing about the user unless asked to."""
    fill(properties, "posthog.geoip_disable", "$geoip_disable")
    properties.setdefault("$geoip_disable", True)


def _trace(span: Span, properties: Properties) -> None:
    properties["$ai_trace_id"] = span.trace_id
    properties["$ai_span_id"] = span.span_id
    if span.parent_id:
        properties["$ai_parent_id"] = span.parent_id
    properties["$ai_ingestion_source"] = "otel"
    properties.setdefault("$lib", _LIBRARY)
    if span.scope_version:
        properties.setdefault("$lib_version", span.scope_version)
    if span.name:
        properties["$ai_span_name"] = span.name
    if span.end > span.start > 0:
        properties["$ai_latency"] = (span.end - span.start) / 1_000_000_000
