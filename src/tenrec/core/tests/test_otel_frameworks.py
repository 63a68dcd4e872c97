"""Instrumentations with words of their own say the same as the conventions in the end."""

import json
from typing import Any

from tenrec.core import wire
from tenrec.core.tests import otlp
from tenrec.core.tests.otlp import PARENT_ID, request, span
from tenrec.core.wire import WireEvent


def one(attributes: dict[str, Any], **fields: Any) -> WireEvent:
    document = request(span(attributes, **fields))
    (event,) = wire.read_body("otel", otlp.protobuf(document)).events
    return event


def part(event: WireEvent, *names: str) -> dict[str, Any]:
    return {name: event.properties.get(name) for name in names}


def test_conventions__older_ones__are_understood() -> None:
    said = [
        {"event.name": "gen_ai.assistant.message", "content": "b", "gen_ai.message.index": 1},
        {"event.name": "gen_ai.user.message", "content": "a", "gen_ai.message.index": 0},
        {"event.name": "gen_ai.choice", "message": {"role": "assistant", "content": "c"}},
        {"event.name": "other"},
    ]
    event = one(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.system": "az.ai",
            "gen_ai.request.model": "m",
            "gen_ai.usage.prompt_tokens": 1,
            "gen_ai.usage.completion_tokens": 2,
            "gen_ai.response.finish_reasons": ["length"],
            "gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]',
            "$groups": '{"company":"acme"}',
            "events": json.dumps(said),
        }
    )
    assert event.properties["$ai_input"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
    ]
    assert event.properties["$ai_output_choices"] == [{"role": "assistant", "content": "c"}]
    assert event.properties["$groups"] == {"company": "acme"}
    names = "$ai_provider", "$ai_model", "$ai_input_tokens", "$ai_output_tokens", "$ai_stop_reason"
    assert list(part(event, *names).values()) == ["az.ai", "m", 1, 2, "length"]
    assert "events" not in event.properties


def test_conventions__own_attribute_called_events__is_left_alone() -> None:
    event = one({"gen_ai.operation.name": "chat", "events": "three"})
    assert event.properties["events"] == "three"


def test_vercel__whole_call__shows_what_went_in_and_came_out() -> None:
    prompt = {"system": "Be kind.", "messages": [{"role": "user", "content": "Hi"}]}
    event = one(
        {
            "ai.operationId": "ai.generateText",
            "ai.telemetry.functionId": "greet",
            "ai.telemetry.metadata.posthog_distinct_id": "u1",
            "ai.telemetry.metadata.$ai_session_id": "s1",
            "ai.telemetry.metadata.other": "x",
            "ai.prompt": json.dumps(prompt),
            "ai.response.text": "Ho",
            "ai.response.finishReason": "stop",
            "ai.model.id": "gpt-5",
            "ai.model.provider": "openai.chat",
            "ai.usage.promptTokens": 3,
            "ai.usage.completionTokens": 4,
            "ai.request.headers.authorization": "secret",
        }
    )
    assert (event.name, event.distinct_id) == ("$ai_trace", "u1")
    assert event.properties["$ai_input_state"] == {"role": "user", "content": "Hi"}
    assert event.properties["$ai_output_state"] == {"role": "assistant", "content": "Ho"}
    assert event.properties["$ai_input"][0] == {"role": "system", "content": "Be kind."}
    assert part(
        event,
        *("$ai_span_name", "$ai_session_id", "$ai_stop_reason", "$ai_model", "$ai_provider"),
        *("$ai_input_tokens", "$ai_output_tokens", "$ai_lib", "$ai_framework"),
    ) == {
        "$ai_span_name": "greet",
        "$ai_session_id": "s1",
        "$ai_stop_reason": "stop",
        "$ai_model": "gpt-5",
        "$ai_provider": "openai.chat",
        "$ai_input_tokens": 3,
        "$ai_output_tokens": 4,
        "$ai_lib": "opentelemetry/vercel-ai",
        "$ai_framework": "vercel",
    }
    assert not [name for name in event.properties if name.startswith("ai.")]


def test_vercel__tool_call__is_a_span_with_its_arguments() -> None:
    event = one(
        {
            "ai.operationId": "ai.toolCall",
            "ai.toolCall.name": "weather",
            "ai.toolCall.id": "c1",
            "ai.toolCall.args": '{"city":"Bern"}',
            "ai.toolCall.result": "sunny",
        },
        parentSpanId=PARENT_ID,
    )
    assert event.name == "$ai_span"
    assert part(event, "$ai_span_name", "$ai_input_state", "$ai_output_state") == {
        "$ai_span_name": "weather",
        "$ai_input_state": {"city": "Bern"},
        "$ai_output_state": "sunny",
    }


def test_traceloop__messages_by_index__are_lists_again() -> None:
    event = one(
        {
            "llm.request.type": "chat",
            "traceloop.entity.name": "x",
            "traceloop.association.properties.user": "y",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "Hi",
            "gen_ai.prompt.10.role": "tool",
            "gen_ai.prompt.10.tool_call_id": "c1",
            "gen_ai.prompt.2.role": "assistant",
            "gen_ai.prompt.2.tool_calls.1.name": "b",
            "gen_ai.prompt.2.tool_calls.0.name": "a",
            "gen_ai.completion.0.content": "Ho",
            "gen_ai.completion.0.finish_reason": "stop",
            "gen_ai.prompt.x.role": "odd",
            "llm.request.functions.0.name": "f",
            "llm.usage.total_tokens": 9,
            "llm.usage.prompt_tokens": 7,
        }
    )
    assert event.name == "$ai_generation"
    assert event.properties["$ai_input"] == [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "tool_calls": [{"name": "a"}, {"name": "b"}]},
        {"role": "tool", "tool_call_id": "c1"},
    ]
    assert event.properties["$ai_output_choices"] == [{"content": "Ho", "finish_reason": "stop"}]
    assert event.properties["$ai_tools"] == [{"name": "f"}]
    assert part(
        event, "$ai_stop_reason", "$ai_input_tokens", "$ai_lib", "gen_ai.prompt.x.role"
    ) == {
        "$ai_stop_reason": "stop",
        "$ai_input_tokens": 7,
        "$ai_lib": "opentelemetry/traceloop",
        "gen_ai.prompt.x.role": "odd",
    }


def test_openinference__indexed_messages_and_counts__are_mapped() -> None:
    event = one(
        {
            "openinference.span.kind": "LLM",
            "llm.model_name": "claude",
            "llm.provider": "anthropic",
            "llm.token_count.prompt": 3,
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "Hi",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "f",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
            "llm.tools.0.tool.json_schema": '{"name":"f"}',
            "llm.invocation_parameters": '{"temperature":0}',
            "session.id": "s1",
            "input.value": "ignored",
        }
    )
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": None}}
    assert event.name == "$ai_generation"
    assert part(
        event,
        *("$ai_input", "$ai_output_choices", "$ai_tools", "$ai_model_parameters"),
        *("$ai_model", "$ai_provider", "$ai_input_tokens", "$ai_session_id", "$ai_lib"),
    ) == {
        "$ai_input": [{"role": "user", "content": "Hi"}],
        "$ai_output_choices": [{"role": "assistant", "tool_calls": [call]}],
        "$ai_tools": [{"name": "f"}],
        "$ai_model_parameters": {"temperature": 0},
        "$ai_model": "claude",
        "$ai_provider": "anthropic",
        "$ai_input_tokens": 3,
        "$ai_session_id": "s1",
        "$ai_lib": "opentelemetry/openinference",
    }
    without = one({"openinference.span.kind": "LLM", "input.value": "a", "output.value": "b"})
    assert without.properties["$ai_input"] == [{"role": "user", "content": "a"}]
    assert without.properties["$ai_output_choices"] == [{"role": "assistant", "content": "b"}]


def test_pydantic_ai__agent_and_tool__show_their_state() -> None:
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]
    agent = one(
        {
            "pydantic_ai.all_messages": json.dumps(messages),
            "gen_ai.agent.name": "greeter",
            "model_name": "gpt-5",
            "logfire.msg": "run",
        }
    )
    assert agent.name == "$ai_trace"
    assert part(
        agent, "$ai_span_name", "$ai_input_state", "$ai_output_state", "$ai_model", "$ai_lib"
    ) == {
        "$ai_span_name": "greeter",
        "$ai_input_state": messages[0],
        "$ai_output_state": messages[1],
        "$ai_model": "gpt-5",
        "$ai_lib": "opentelemetry/pydantic-ai",
    }
    tool = one(
        {
            "gen_ai.tool.name": "weather",
            "logfire.msg": "running tool",
            "tool_arguments": '{"city":"Bern"}',
            "tool_response": "sunny",
        },
        parentSpanId=PARENT_ID,
    )
    assert tool.name == "$ai_span"
    assert part(tool, "$ai_span_name", "$ai_input_state", "$ai_output_state") == {
        "$ai_span_name": "weather",
        "$ai_input_state": {"city": "Bern"},
        "$ai_output_state": "sunny",
    }
