"""The way of an event through the steps: one visible order, one runner."""

from dataclasses import dataclass

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext, Step

# The order matters: GeoIP sees an address that is hidden later, persons come before the
# stored properties are cleaned, and the flag for personless events is read before all.
STEPS: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFailed:
    """An event that a step could not digest: it goes to the dead letters, the rest goes on."""

    step: str
    reason: str


def run(
    event: Event, context: BatchContext, steps: tuple[Step, ...] = STEPS
) -> DropReason | StepFailed | None:
    """Leads one event through the steps; None means: store it."""
    step: Step | None = None
    try:
        for step in steps:
            dropped = step(event, context)
            if dropped is not None:
                return dropped
    except Exception as error:
        name = getattr(step, "__name__", "unknown")
        return StepFailed(name, f"{type(error).__name__}: {error}"[:1000])
    return None
