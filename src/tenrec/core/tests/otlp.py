"""One trace request in both encodings of OTLP, for tests."""

from typing import Any

import orjson
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

TRACE_ID = "0102030405060708090a0b0c0d0e0f10"
SPAN_ID = "0102030405060708"
PARENT_ID = "1112131415161718"
START = 1_704_067_200_000_000_000  # 2024-01-01T00:00:00Z


def as_json_value(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case list():
            return {"arrayValue": {"values": [as_json_value(each) for each in value]}}
        case dict():
            return {"kvlistValue": {"values": pairs(value)}}
        case None:
            return {}
    return {"stringValue": value}


def pairs(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": as_json_value(value)} for key, value in values.items()]


def span(attributes: dict[str, Any], /, **fields: Any) -> dict[str, Any]:
    """A span of 1.5 s without a parent, unless said otherwise; None leaves a field out."""
    whole = {
        "traceId": TRACE_ID,
        "spanId": SPAN_ID,
        "name": "chat gpt-5",
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + 1_500_000_000),
        "attributes": pairs(attributes),
        **fields,
    }
    return {key: value for key, value in whole.items() if value is not None}


def request(
    *spans: dict[str, Any], resource: dict[str, Any] | None = None, version: str = ""
) -> dict[str, Any]:
    scope = {"scope": {"name": "lib", "version": version}, "spans": list(spans)}
    held = {"resource": {"attributes": pairs(resource or {})}, "scopeSpans": [scope]}
    return {"resourceSpans": [held]}


def plain(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document)


def protobuf(document: dict[str, Any]) -> bytes:
    message = ExportTraceServiceRequest()
    for resource in document["resourceSpans"]:
        held = message.resource_spans.add()
        _attributes(held.resource.attributes, resource["resource"]["attributes"])
        for scope in resource["scopeSpans"]:
            scoped = held.scope_spans.add()
            scoped.scope.version = scope["scope"]["version"]
            for each in scope["spans"]:
                _span(scoped.spans.add(), each)
    return message.SerializeToString()


def _span(target: Any, given: dict[str, Any]) -> None:
    target.trace_id = bytes.fromhex(given.get("traceId", ""))
    target.span_id = bytes.fromhex(given.get("spanId", ""))
    target.parent_span_id = bytes.fromhex(given.get("parentSpanId", ""))
    target.name = given.get("name", "")
    target.start_time_unix_nano = int(given.get("startTimeUnixNano", 0))
    target.end_time_unix_nano = int(given.get("endTimeUnixNano", 0))
    target.status.code = given.get("status", {}).get("code", 0)
    target.status.message = given.get("status", {}).get("message", "")
    _attributes(target.attributes, given["attributes"])
    for event in given.get("events", []):
        added = target.events.add()
        added.name = event["name"]
        _attributes(added.attributes, event["attributes"])


def _attributes(target: Any, given: list[dict[str, Any]]) -> None:
    for pair in given:
        added = target.add()
        added.key = pair["key"]
        _fill(added.value, pair["value"])


def _fill(target: AnyValue, given: dict[str, Any]) -> None:
    for kind, value in given.items():
        match kind:
            case "arrayValue":
                target.array_value.SetInParent()
                for each in value["values"]:
                    _fill(target.array_value.values.add(), each)
            case "kvlistValue":
                target.kvlist_value.SetInParent()
                _attributes(target.kvlist_value.values, value["values"])
            case "intValue":
                target.int_value = int(value)
            case "doubleValue":
                target.double_value = value
            case "boolValue":
                target.bool_value = value
            case _:
                target.string_value = value
