"""OpenLLMetry (Traceloop): messages by index, names from before the conventions."""

from tenrec.core.wire.otel.values import Properties, drop, fill, gathered

MARKS = ("llm.request.type", "traceloop.span.kind", "traceloop.entity.name")

_MESSAGE = ("role", "content", "tool_call_id", "finish_reason")
_SECOND_CHOICE = (
    ("llm.response.model", "$ai_model"),
    ("llm.request.model", "$ai_model"),
    ("llm.usage.prompt_tokens", "$ai_input_tokens"),
    ("llm.usage.completion_tokens", "$ai_output_tokens"),
    ("llm.vendor", "$ai_provider"),
    ("llm.response.stop_reason", "$ai_stop_reason"),
    ("llm.response.finish_reason", "$ai_stop_reason"),
)
_GONE = (
    "traceloop.span.kind",
    "traceloop.entity.name",
    "traceloop.entity.path",
    "traceloop.workflow.name",
    "traceloop.entity.input",
    "traceloop.entity.output",
    "llm.is_streaming",
    "llm.usage.total_tokens",
)


def after(properties: Properties, event: str) -> None:
    for target, prefixes in (
        ("$ai_input", ("gen_ai.prompt.", "llm.prompts.")),
        ("$ai_output_choices", ("gen_ai.completion.", "llm.completions.")),
    ):
        for prefix in prefixes:
            messages = gathered(properties, prefix, _MESSAGE, "tool_calls")
            if messages:
                properties.setdefault(target, messages)
    tools = gathered(properties, "llm.request.functions.", ("name", "description", "parameters"))
    if tools:
        properties.setdefault("$ai_tools", tools)
    for old, new in _SECOND_CHOICE:
        fill(properties, old, new)
    properties["$ai_lib"] = "opentelemetry/traceloop"
    drop(properties, _GONE, ("traceloop.association.properties.",))
