"""The Vercel AI SDK: its own `ai.*` names beside those of the conventions."""

from typing import Any

from tenrec.core.wire.otel.names import GENERATION, TRACE
from tenrec.core.wire.otel.values import Properties, drop, fill, move, unpacked

MARKS = ("ai.operationId", "ai.telemetry.functionId")

_WHOLE_CALLS = frozenset(
    {"ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject"}
)
_CACHE_USAGE = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "ai.usage.inputTokenDetails.noCacheTokens",
)
_METADATA = "ai.telemetry.metadata."
_SECOND_CHOICE = (
    ("ai.response.model", "$ai_model"),
    ("ai.model.id", "$ai_model"),
    ("ai.model.provider", "$ai_provider"),
    ("ai.usage.promptTokens", "$ai_input_tokens"),
    ("ai.usage.tokens", "$ai_input_tokens"),
    ("ai.usage.completionTokens", "$ai_output_tokens"),
    ("ai.usage.outputTokenDetails.reasoningTokens", "$ai_reasoning_tokens"),
    ("ai.response.finishReason", "$ai_stop_reason"),
)
_GONE = (
    "ai.operationId",
    "ai.telemetry.functionId",
    "ai.settings.maxRetries",
    "ai.settings.maxOutputTokens",
    "ai.settings.output",
    "ai.usage.inputTokenDetails.noCacheTokens",
    "ai.usage.outputTokenDetails.textTokens",
    "ai.response.id",
    "ai.response.timestamp",
    "ai.response.providerMetadata",
    "ai.response.avgCompletionTokensPerSecond",
    "ai.response.msToFirstChunk",
    "ai.response.msToFinish",
    "ai.response.reasoning",
    "ai.response.object",
    "ai.response.toolCalls",
    "ai.prompt",
    "ai.prompt.tools",
    "ai.prompt.toolChoice",
    "ai.value",
    "ai.embedding",
    "ai.values",
    "ai.embeddings",
    "ai.schema",
    "ai.schema.name",
    "ai.schema.description",
    "operation.name",
    "resource.name",
    "gen_ai.request.max_tokens",
    "gen_ai.response.id",
)


def before(properties: Properties) -> None:
    if any(name in properties for name in _CACHE_USAGE):
        properties.setdefault("$ai_cache_reporting_exclusive", False)
    fill(properties, "ai.prompt.messages", "gen_ai.input.messages")
    messages = _messages(unpacked(properties.get("ai.prompt")))
    if messages:
        properties.setdefault("gen_ai.input.messages", messages)
    text = properties.pop("ai.response.text", None)
    if text is not None:
        answer = [{"role": "assistant", "content": text}]
        properties.setdefault("gen_ai.output.messages", answer)


def after(properties: Properties, event: str) -> None:
    operation = properties.get("ai.operationId")
    function = properties.get("ai.telemetry.functionId")
    is_whole = event == TRACE or (operation in _WHOLE_CALLS if _is_text(operation) else False)
    if is_whole and event != GENERATION:
        _states(properties)
    if operation == "ai.toolCall":
        _tool(properties)
    if _is_text(function):
        properties.setdefault("functionId", function)
        if is_whole:
            properties["$ai_span_name"] = function
    _metadata(properties)
    for old, new in _SECOND_CHOICE:
        fill(properties, old, new)
    properties["$ai_lib"] = "opentelemetry/vercel-ai"
    properties.setdefault("$ai_framework", "vercel")
    drop(properties, _GONE, (_METADATA, "ai.request.headers."))


def _messages(prompt: Any) -> list[Any]:
    """The prompt is a list of messages, a text, or an object with both and the system's words."""
    if isinstance(prompt, list):
        return prompt
    if isinstance(prompt, str):
        return [{"role": "user", "content": prompt}]
    if not isinstance(prompt, dict):
        return []
    system, text, messages = (prompt.get(name) for name in ("system", "prompt", "messages"))
    found: list[Any] = [{"role": "system", "content": system}] if _is_text(system) else []
    if isinstance(messages, list):
        return found + messages
    return [*found, {"role": "user", "content": text}] if _is_text(text) else found


def _states(properties: Properties) -> None:
    """What went into the whole call last, and what came out of it last."""
    asked, told = properties.get("$ai_input"), properties.get("$ai_output_choices")
    if isinstance(asked, list):
        users = [each for each in asked if isinstance(each, dict) and each.get("role") == "user"]
        if users:
            properties.setdefault("$ai_input_state", users[-1])
    if isinstance(told, list) and told:
        properties.setdefault("$ai_output_state", told[-1])


def _tool(properties: Properties) -> None:
    move(properties, "ai.toolCall.name", "$ai_span_name")
    for old, new in (
        ("ai.toolCall.args", "$ai_input_state"),
        ("ai.toolCall.result", "$ai_output_state"),
    ):
        if old in properties:
            properties[new] = unpacked(properties.pop(old))
    properties.pop("ai.toolCall.id", None)


def _metadata(properties: Properties) -> None:
    for name in ("posthog_distinct_id", "$ai_session_id", "$ai_prompt_name", "$ai_prompt_version"):
        value = properties.get(_METADATA + name)
        is_number = name == "$ai_prompt_version" and isinstance(value, int) and value > 0
        if _is_text(value) or is_number:
            properties.setdefault(name, value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""
