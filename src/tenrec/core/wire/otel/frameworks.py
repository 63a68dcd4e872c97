"""Instrumentations with words of their own, beside the conventions of OpenTelemetry."""

from collections.abc import Callable
from dataclasses import dataclass

from tenrec.core.wire.otel import openinference, pydantic_ai, traceloop, vercel
from tenrec.core.wire.otel.values import Properties


@dataclass(frozen=True, slots=True)
class Framework:
    """`before` and `after` the conventions; the attributes that tell it are `marks`."""

    marks: tuple[str, ...]
    after: Callable[[Properties, str], None]
    before: Callable[[Properties], None] = lambda properties: None


# The first whose mark is there: one span may carry words of several.
FRAMEWORKS = (
    Framework(pydantic_ai.MARKS, pydantic_ai.after),
    Framework(traceloop.MARKS, traceloop.after),
    Framework(vercel.MARKS, vercel.after, vercel.before),
    Framework(openinference.MARKS, openinference.after),
)


def framework_of(properties: Properties) -> Framework | None:
    """The one that made this span."""
    for framework in FRAMEWORKS:
        if any(mark in properties for mark in framework.marks):
            return framework
    return None
