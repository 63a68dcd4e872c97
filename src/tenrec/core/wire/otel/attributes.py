"""The attributes that OpenTelemetry's conventions for AI name, as PostHog's properties."""

from typing import Any

from tenrec.core.jsontext import dumps
from tenrec.core.wire.otel.identity import SESSION_KEYS, text_in
from tenrec.core.wire.otel.values import Properties, fill, messages_in, move, unpacked

_RENAMED = (
    ("gen_ai.input.messages", "$ai_input"),
    ("gen_ai.output.messages", "$ai_output_choices"),
    ("gen_ai.usage.input_tokens", "$ai_input_tokens"),
    ("gen_ai.usage.output_tokens", "$ai_output_tokens"),
    ("gen_ai.usage.cache_read.input_tokens", "$ai_cache_read_input_tokens"),
    ("gen_ai.usage.cache_creation.input_tokens", "$ai_cache_creation_input_tokens"),
    ("gen_ai.response.model", "$ai_model"),
    ("gen_ai.provider.name", "$ai_provider"),
    ("server.address", "$ai_base_url"),
    ("telemetry.sdk.name", "$ai_lib"),
    ("telemetry.sdk.version", "$ai_lib_version"),
)
_SECOND_CHOICE = (
    ("gen_ai.system", "$ai_provider"),
    ("gen_ai.request.model", "$ai_model"),
    ("gen_ai.usage.prompt_tokens", "$ai_input_tokens"),
    ("gen_ai.usage.completion_tokens", "$ai_output_tokens"),
)
_GONE = (
    "telemetry.sdk.language",
    "gen_ai.operation.name",
    "posthog.ai.debug",
    "user.id",
    "posthog.distinct_id",
    "llm.request.type",
)
_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_INPUT_FIELDS = ("content", "tool_calls", "tool_call_id")
_OUTPUT_FIELDS = ("role", "content", "tool_calls")
_MAX_REASON = 64


def rename(properties: Properties) -> None:
    """In place; what no convention names stays under its own name."""
    for old, new in _RENAMED:
        move(properties, old, new)
    for old, new in _SECOND_CHOICE:
        fill(properties, old, new)
    for name in ("$ai_input", "$ai_output_choices"):
        if name in properties:
            properties[name] = unpacked(properties[name])
    _older_messages(properties)
    _system_instructions(properties)
    _groups(properties)
    session = text_in(properties, SESSION_KEYS)
    if session:
        properties.setdefault("$ai_session_id", session)
    for name in _GONE:
        properties.pop(name, None)


def set_stop_reason(properties: Properties) -> None:
    """From the list of the conventions, else from the first answer that names one."""
    if "$ai_stop_reason" in properties:
        return
    reasons = unpacked(properties.get("gen_ai.response.finish_reasons"))
    answers = properties.get("$ai_output_choices")
    found = [*reasons] if isinstance(reasons, list) else []
    if isinstance(answers, list):
        found += [each.get("finish_reason") for each in answers if isinstance(each, dict)]
    for reason in found:
        if isinstance(reason, str) and 0 < len(reason) <= _MAX_REASON:
            properties["$ai_stop_reason"] = reason
            return


def _older_messages(properties: Properties) -> None:
    """Before they were attributes, messages were events; Logfire sends those as one attribute."""
    if "events" not in properties:
        return
    entries = messages_in(properties["events"])
    said: list[tuple[Any, Properties]] = []
    choices: list[Properties] = []
    for entry in entries:
        name = entry.get("event.name")
        if name == "gen_ai.choice":
            message = entry.get("message")
            told = message if isinstance(message, dict) else _only(entry, _OUTPUT_FIELDS)
            choices += [told] if told else []
        elif isinstance(name, str) and name in _ROLES:
            role = entry.get("role")
            role = role if isinstance(role, str) else _ROLES[name]
            message = {"role": role, **_only(entry, _INPUT_FIELDS)}
            said.append((entry.get("gen_ai.message.index"), message))
    if not said and not choices:
        return
    del properties["events"]
    if all(isinstance(index, int) for index, _ in said):
        said.sort(key=lambda each: each[0])
    if said:
        properties.setdefault("$ai_input", [message for _, message in said])
    if choices:
        properties.setdefault("$ai_output_choices", choices)


def _only(entry: Properties, names: tuple[str, ...]) -> Properties:
    return {name: entry[name] for name in names if name in entry}


def _system_instructions(properties: Properties) -> None:
    """Some providers keep the system's words apart: they are the first message."""
    words = unpacked(properties.pop("gen_ai.system_instructions", None))
    if isinstance(words, list):
        texts = [part.get("content") for part in words if isinstance(part, dict)]
        words = "\n\n".join(text for text in texts if isinstance(text, str) and text)
    if not words:
        return
    text = words if isinstance(words, str) else dumps(words).decode()
    before = properties.setdefault("$ai_input", [])
    if not isinstance(before, list):
        return
    first = before[0] if before else None
    if not (isinstance(first, dict) and first.get("role") == "system"):
        properties["$ai_input"] = [{"role": "system", "content": text}, *before]


def _groups(properties: Properties) -> None:
    groups = properties.get("$groups")
    if isinstance(groups, str):
        document = unpacked(groups)
        if isinstance(document, dict):
            properties["$groups"] = document
