"""Whose span it is, and the uuid of its event: the same for a span that is sent again."""

from hashlib import blake2b
from uuid import UUID, uuid5

from tenrec.core.ids import uuid7
from tenrec.core.wire.event import is_blank
from tenrec.core.wire.otel.span import Attributes, Span

_OF_SPAN = (
    "ai.telemetry.metadata.posthog_distinct_id",
    "ai.settings.context.posthog_distinct_id",
    "posthog.distinct_id",
    "user.id",
)
_OF_RESOURCE = ("posthog.distinct_id", "user.id")
SESSION_KEYS = (
    "$ai_session_id",
    "ai.telemetry.metadata.$ai_session_id",
    "ai.settings.context.$ai_session_id",
    "eve.session.id",
    "anthropic.session.id",
    "gen_ai.conversation.id",
)
_NAMESPACE = UUID("392e81d5-3d13-4a6f-b541-bdbf6c865e56")
"""PostHog's: the same session or trace is the same nobody on every server."""


def distinct_id_of(span: Span) -> str:
    """The user whom the span or its resource names, else one derived from session or trace.

    The spans of a trace come in several requests: what is derived must not depend on one.
    """
    own, shared = span.attributes.values, span.resource.values
    named = text_in(own, _OF_SPAN) or text_in(shared, _OF_RESOURCE)
    if named:
        return named.replace("\0", "\ufffd")
    session = text_in(own, SESSION_KEYS) or text_in(shared, SESSION_KEYS)
    if session:
        return _derived(f"session:{session}")
    if span.trace_id.strip("0"):
        return _derived(f"trace:{span.trace_id}")
    return _derived(f"span:{span.span_id}:{span.name}:{span.start}")


def uuid_of(span: Span) -> str | None:
    """None when the span has no ids: then two of them may be two."""
    if not span.span_id.strip("0"):
        return None
    place = f"{span.trace_id}:{span.span_id}:{span.start}:{span.end}:{span.name}"
    digest = blake2b(place.encode("utf-8", "replace"), digest_size=10).digest()
    return uuid7(span.start // 1_000_000, digest)


def text_in(attributes: Attributes, keys: tuple[str, ...]) -> str:
    """The first of these that is a text with something in it."""
    for key in keys:
        value = attributes.get(key)
        if isinstance(value, str) and not is_blank(value):
            return value
    return ""


def _derived(name: str) -> str:
    # uuid5 itself encodes strictly; a JSON body cannot bring half a character, but be sure.
    return str(uuid5(_NAMESPACE, name.encode("utf-8", "replace").decode()))
