"""Pydantic AI, by way of Logfire: an agent's run and its tools carry their words as JSON text."""

from tenrec.core.wire.otel.names import SPAN, TRACE
from tenrec.core.wire.otel.values import Properties, drop, fill, messages_in, move, unpacked

MARKS = (
    "pydantic_ai.all_messages",
    "logfire.msg",
    "logfire.json_schema",
    "model_request_parameters",
)

_GONE = (
    "logfire.json_schema",
    "logfire.msg",
    "operation.cost",
    "model_request_parameters",
    "model_name",
    "gen_ai.usage.details.input_tokens",
    "gen_ai.usage.details.output_tokens",
)


def after(properties: Properties, event: str) -> None:
    if "logfire.msg" in properties:
        properties.setdefault("$ai_span_name", properties["logfire.msg"])
    if event == TRACE or "pydantic_ai.all_messages" in properties:
        _agent(properties)
    if event == SPAN:
        _tool(properties)
    properties["$ai_lib"] = "opentelemetry/pydantic-ai"
    drop(properties, _GONE)


def _agent(properties: Properties) -> None:
    messages = messages_in(properties.pop("pydantic_ai.all_messages", None))
    asked = [each for each in messages if each.get("role") == "user"]
    told = [each for each in messages if each.get("role") not in ("user", "system")]
    if asked:
        properties["$ai_input_state"] = asked[0]
    if "final_result" in properties:
        result = properties.pop("final_result")
        document = unpacked(result)
        properties["$ai_output_state"] = document if isinstance(document, dict | list) else result
    elif told:
        properties["$ai_output_state"] = told[-1]
    move(properties, "agent_name", "$ai_span_name")
    move(properties, "gen_ai.agent.name", "$ai_span_name")
    fill(properties, "model_name", "$ai_model")


def _tool(properties: Properties) -> None:
    for old, new in (("tool_arguments", "$ai_input_state"), ("tool_response", "$ai_output_state")):
        if old in properties:
            properties[new] = unpacked(properties.pop(old))
    move(properties, "gen_ai.tool.name", "$ai_span_name")
    properties.pop("gen_ai.tool.call.id", None)
