"""OpenInference (Arize, Phoenix): messages laid out by index under `llm.*`."""

from typing import Any

from tenrec.core.wire.otel.values import Properties, drop, fill, gathered, unpacked

MARKS = ("openinference.span.kind",)

_SECOND_CHOICE = (
    ("llm.model_name", "$ai_model"),
    ("llm.provider", "$ai_provider"),
    ("llm.system", "$ai_provider"),
    ("llm.token_count.prompt", "$ai_input_tokens"),
    ("llm.token_count.completion", "$ai_output_tokens"),
    ("llm.token_count.prompt_details.cache_read", "$ai_cache_read_input_tokens"),
    ("llm.token_count.prompt_details.cache_write", "$ai_cache_creation_input_tokens"),
    ("llm.finish_reason", "$ai_stop_reason"),
    ("session.id", "$ai_session_id"),
)
_FIELDS = ("role", "content", "tool_call_id", "name")
_CALLS = "message.tool_calls"
_GONE = (
    "openinference.span.kind",
    "input.value",
    "input.mime_type",
    "output.value",
    "output.mime_type",
    "llm.token_count.total",
    "llm.invocation_parameters",
    "metadata",
)


def after(properties: Properties, event: str) -> None:
    for old, new in _SECOND_CHOICE:
        fill(properties, old, new)
    for prefix, target, whole, role in (
        ("llm.input_messages.", "$ai_input", "input.value", "user"),
        ("llm.output_messages.", "$ai_output_choices", "output.value", "assistant"),
    ):
        messages = _messages(properties, prefix)
        text = properties.get(whole)
        if not messages and isinstance(text, str):
            messages = [{"role": role, "content": text}]
        if messages:
            properties.setdefault(target, messages)
    tools = gathered(properties, "llm.tools.", ("tool.json_schema",))
    if tools:
        properties.setdefault("$ai_tools", [unpacked(each["tool.json_schema"]) for each in tools])
    parameters = unpacked(properties.get("llm.invocation_parameters"))
    if isinstance(parameters, dict):
        properties.setdefault("$ai_model_parameters", parameters)
    properties["$ai_lib"] = "opentelemetry/openinference"
    drop(properties, _GONE)


def _messages(properties: Properties, prefix: str) -> list[Properties]:
    names = tuple(f"message.{each}" for each in _FIELDS)
    found = []
    for entry in gathered(properties, prefix, names, _CALLS):
        message: dict[str, Any] = {
            field: entry[f"message.{field}"] for field in _FIELDS if f"message.{field}" in entry
        }
        if _CALLS in entry:
            message["tool_calls"] = [_call(each) for each in entry[_CALLS]]
        found.append(message)
    return found


def _call(entry: Properties) -> Properties:
    function = {
        "name": entry.get("tool_call.function.name"),
        "arguments": entry.get("tool_call.function.arguments"),
    }
    return {"id": entry.get("tool_call.id"), "type": "function", "function": function}
