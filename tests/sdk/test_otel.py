"""The OpenTelemetry SDK and its OTLP exporter, unchanged, against the running server."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.trace import Status, StatusCode, Tracer
from posthog import Posthog
from posthog.ai.otel import PostHogSpanProcessor
from tests.live import LiveServer
from tests.sdk.read import events, moment, one_event, one_person

pytestmark = pytest.mark.slow


class Spans:
    """Collects what was traced, and exports it as often as asked."""

    def __init__(self, server: LiveServer, token: str, compression: Compression) -> None:
        self.exporter = OTLPSpanExporter(
            endpoint=f"{server.url}/i/v0/ai/otel",
            headers={"Authorization": f"Bearer {token}"},
            compression=compression,
            timeout=20,
        )
        self.ended: list[ReadableSpan] = []

    def export(self) -> SpanExportResult:
        return self.exporter.export(self.ended)


@contextmanager
def tracer(spans: Spans, **resource: str) -> Iterator[Tracer]:
    class Keep:
        def on_start(self, span: object, parent_context: object = None) -> None: ...
        def on_end(self, span: ReadableSpan) -> None:
            spans.ended.append(span)

        def _on_ending(self, span: object) -> None: ...
        def shutdown(self) -> None: ...
        def force_flush(self, timeout_millis: int = 0) -> bool:
            return True

    provider = TracerProvider(resource=Resource.create({"service.name": "shop", **resource}))
    provider.add_span_processor(Keep())
    yield provider.get_tracer("tests", "1.2.3")
    provider.shutdown()


@pytest.mark.parametrize("compression", [Compression.NoCompression, Compression.Gzip])
def test_exporter__trace_of_a_chat__comes_back_field_by_field(
    server: LiveServer, someone: str, compression: Compression
) -> None:
    spans = Spans(server, server.token, compression)
    with tracer(spans) as tracing, tracing.start_as_current_span("answer") as root:
        root.set_attributes({"gen_ai.operation.name": "invoke_agent", "user.id": someone})
        with tracing.start_as_current_span("chat gpt-5") as call:
            call.set_attributes(
                {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.provider.name": "openai",
                    "gen_ai.request.model": "gpt-5",
                    "gen_ai.usage.input_tokens": 2**53 + 1,
                    "gen_ai.usage.output_tokens": 7,
                    "gen_ai.input.messages": '[{"role":"user","content":"Grüezi 🦔"}]',
                    "gen_ai.output.messages": '[{"role":"assistant","content":"Hoi"}]',
                    "gen_ai.response.finish_reasons": ["stop"],
                    "posthog.distinct_id": someone,
                    "score": 0.25,
                    "is_fine": True,
                }
            )
        with tracing.start_as_current_span("GET /") as web:
            web.set_attribute("http.request.method", "GET")
    assert spans.export() is SpanExportResult.SUCCESS

    call_span = next(each for each in spans.ended if each.name == "chat gpt-5")
    assert call_span.context is not None
    assert call_span.parent is not None
    assert call_span.start_time is not None
    assert call_span.end_time is not None
    event = one_event(server, "$ai_generation", someone)
    assert abs(moment(event["timestamp"]).timestamp() - call_span.start_time / 1e9) < 0.001
    properties = event["properties"]
    expected = {
        "$ai_trace_id": f"{call_span.context.trace_id:032x}",
        "$ai_span_id": f"{call_span.context.span_id:016x}",
        "$ai_parent_id": f"{call_span.parent.span_id:016x}",
        "$ai_span_name": "chat gpt-5",
        "$ai_provider": "openai",
        "$ai_model": "gpt-5",
        "$ai_input_tokens": 2**53 + 1,
        "$ai_output_tokens": 7,
        "$ai_input": [{"role": "user", "content": "Grüezi 🦔"}],
        "$ai_output_choices": [{"role": "assistant", "content": "Hoi"}],
        "$ai_stop_reason": "stop",
        "$ai_ingestion_source": "otel",
        "$ai_latency": (call_span.end_time - call_span.start_time) / 1e9,
        "$lib": "posthog-otel",
        "$lib_version": "1.2.3",
        "service.name": "shop",
        "score": 0.25,
        "is_fine": True,
    }
    assert {name: properties.get(name) for name in expected} == expected
    assert not [name for name in properties if name.startswith(("telemetry.", "process."))]

    trace = one_event(server, "$ai_trace", someone)
    assert trace["properties"]["$ai_trace_id"] == properties["$ai_trace_id"]
    assert "$ai_parent_id" not in trace["properties"]
    assert one_person(server, someone)["distinct_ids"] == [someone]
    assert len(events(server, someone)) == 2  # the web request is nobody's event


def test_exporter__sends_again__counts_once(server: LiveServer, someone: str) -> None:
    spans = Spans(server, server.token, Compression.Gzip)
    with tracer(spans, **{"posthog.distinct_id": someone}) as tracing:
        for _ in range(3):
            with tracing.start_as_current_span("embed") as span:
                span.set_attribute("gen_ai.operation.name", "embeddings")
    assert spans.export() is SpanExportResult.SUCCESS
    assert spans.export() is SpanExportResult.SUCCESS
    assert [event["event"] for event in events(server, someone)] == ["$ai_embedding"] * 3


def test_exporter__failed_call__shows_its_error(server: LiveServer, someone: str) -> None:
    spans = Spans(server, server.token, Compression.NoCompression)
    with tracer(spans) as tracing:
        span = tracing.start_span("chat")
        span.set_attributes({"gen_ai.operation.name": "chat", "user.id": someone})
        span.record_exception(TimeoutError("upstream answered HTTP 504"))
        span.set_status(Status(StatusCode.ERROR, "timeout"))
        span.end()
    assert spans.export() is SpanExportResult.SUCCESS
    properties = one_event(server, "$ai_generation", someone)["properties"]
    assert properties["$ai_is_error"] is True
    assert properties["$ai_error"] == "TimeoutError: upstream answered HTTP 504"
    assert properties["$ai_http_status"] == 504


def test_exporter__nobody_named__the_trace_is_one_person(server: LiveServer) -> None:
    marker = str(uuid.uuid4())
    spans = Spans(server, server.token, Compression.NoCompression)
    with tracer(spans, marker=marker) as tracing:
        for name in ("first", "second"):
            with tracing.start_as_current_span(name) as root:
                root.set_attribute("gen_ai.operation.name", "invoke_agent")
                with tracing.start_as_current_span("inner") as span:
                    span.set_attribute("gen_ai.operation.name", "chat")
    for part in (spans.ended[:1], spans.ended[1:]):  # not in one request
        assert spans.exporter.export(part) is SpanExportResult.SUCCESS
    server.wait_until_stored()
    rows = server.sql(
        "select distinct_id, properties.$ai_trace_id, count() from events"
        " where properties.marker = {marker} group by 1, 2",
        {"marker": marker},
    )
    assert len(rows) == 2
    assert {row[2] for row in rows} == {2}


def test_exporter__wrong_token__is_told(server: LiveServer) -> None:
    spans = Spans(server, "phc_nobody", Compression.NoCompression)
    with tracer(spans) as tracing, tracing.start_as_current_span("chat") as span:
        span.set_attribute("gen_ai.operation.name", "chat")
    assert spans.export() is SpanExportResult.FAILURE


def test_stored_time__is_the_start_of_the_span(server: LiveServer, someone: str) -> None:
    began = datetime(2026, 3, 4, 5, 6, 7, 891_011, UTC)
    nanoseconds = int(began.timestamp() * 1_000_000) * 1000
    spans = Spans(server, server.token, Compression.NoCompression)
    with tracer(spans) as tracing:
        span = tracing.start_span("chat", start_time=nanoseconds)
        span.set_attributes({"gen_ai.operation.name": "chat", "user.id": someone})
        span.end(nanoseconds + 2_500_000_000)
    assert spans.export() is SpanExportResult.SUCCESS
    event = one_event(server, "$ai_generation", someone)
    assert moment(event["timestamp"]) == began
    assert event["properties"]["$ai_latency"] == 2.5


def test_posthog_span_processor__ai_spans_only__arrive_with_their_user(
    server: LiveServer, someone: str
) -> None:
    """PostHog's own way for Python: it filters, adds the user of the context, and exports."""
    posthog = Posthog(server.token, host=server.url)
    provider = TracerProvider()
    provider.add_span_processor(PostHogSpanProcessor(server.token, server.url, client=posthog))
    tracing = provider.get_tracer("tests")
    with posthog.new_context():
        posthog.identify_context(someone)
        with tracing.start_as_current_span("chat gpt-5") as span:
            span.set_attributes({"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5"})
        with tracing.start_as_current_span("SELECT 1"):
            pass
    provider.shutdown()
    event = one_event(server, "$ai_generation", someone)
    assert event["properties"]["$ai_model"] == "gpt-5"
    assert len(events(server, someone)) == 1
