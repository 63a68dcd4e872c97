"""The way of an event through the steps: one visible order, one runner."""

from dataclasses import dataclass

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext, Step
from tenrec.ingest.steps.drop_client_warning import drop_client_warning
from tenrec.ingest.steps.drop_long_group_key import drop_long_group_key
from tenrec.ingest.steps.drop_performance_event import drop_performance_event
from tenrec.ingest.steps.drop_too_old import drop_too_old
from tenrec.ingest.steps.hide_ip import hide_ip
from tenrec.ingest.steps.leave_out_large_person import leave_out_large_person
from tenrec.ingest.steps.set_elements_chain import set_elements_chain
from tenrec.ingest.steps.set_geoip import set_geoip
from tenrec.ingest.steps.set_groups import set_groups
from tenrec.ingest.steps.set_person import set_person
from tenrec.ingest.steps.set_person_flag import set_person_flag
from tenrec.ingest.steps.set_person_properties import set_person_properties
from tenrec.ingest.steps.strip_bloat import strip_bloat

# The order matters: GeoIP sees an address that is hidden later, persons come before the
# stored properties are cleaned, and the flag for personless events is read before all that
# may put something on a person.
STEPS: tuple[Step, ...] = (
    drop_performance_event,
    drop_client_warning,
    drop_long_group_key,
    drop_too_old,
    set_person_flag,
    set_geoip,
    set_person_properties,
    set_person,
    leave_out_large_person,
    hide_ip,
    strip_bloat,
    set_groups,
    set_elements_chain,
)


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
    except Exception as error:  # one event that nobody foresaw, kept with its reason
        name = getattr(step, "__name__", "unknown")
        return StepFailed(name, f"{type(error).__name__}: {error}"[:1000])
    return None
