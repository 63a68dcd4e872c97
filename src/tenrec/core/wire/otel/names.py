"""Which spans are about AI, and which event each becomes."""

from collections.abc import Iterable

from tenrec.core.wire.otel.span import Attributes

GENERATION, EMBEDDING, SPAN, TRACE = "$ai_generation", "$ai_embedding", "$ai_span", "$ai_trace"

_PREFIXES = ("gen_ai.", "ai.", "llm.", "traceloop.", "pydantic_ai.", "openinference.", "eve.")
_OPERATIONS = {
    "chat": GENERATION,
    "text_completion": GENERATION,
    "generate_content": GENERATION,
    "embeddings": EMBEDDING,
}
_REQUEST_TYPES = {
    "chat": GENERATION,
    "completion": GENERATION,
    "embedding": EMBEDDING,
    "embeddings": EMBEDDING,
}
_KINDS = {"LLM": GENERATION, "EMBEDDING": EMBEDDING}
_VERCEL_GENERATIONS = (".doGenerate", ".doStream")
_VERCEL_EMBEDDINGS = frozenset({"ai.embed.doEmbed", "ai.embedMany.doEmbed"})


def is_about_ai(keys: Iterable[str]) -> bool:
    """By the names of its attributes; spans of web requests and queries are nobody's here."""
    return any(key.startswith(_PREFIXES) for key in keys)


def event_name(attributes: Attributes, *, has_parent: bool) -> str:
    """A span without a parent that is no call of a model stands for the whole trace."""
    name = _by_call(attributes)
    return TRACE if name == SPAN and not has_parent else name


def _by_call(attributes: Attributes) -> str:
    operation = attributes.get("ai.operationId")
    if isinstance(operation, str):
        if operation.endswith(_VERCEL_GENERATIONS):
            return GENERATION
        return EMBEDDING if operation in _VERCEL_EMBEDDINGS else SPAN
    for key, table in (
        ("llm.request.type", _REQUEST_TYPES),
        ("gen_ai.operation.name", _OPERATIONS),
        ("openinference.span.kind", _KINDS),
    ):
        word = attributes.get(key)
        if isinstance(word, str) and word in table:
            return table[word]
    return SPAN
