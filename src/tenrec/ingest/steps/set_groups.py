"""Writes `$group_0` to `$group_4` from `$groups`, and changes a group on `$groupidentify`."""

from tenrec.core.event import DropReason, Event
from tenrec.ingest.context import BatchContext


def set_groups(event: Event, context: BatchContext) -> DropReason | None:
    context.warnings.extend(context.groups.process(event))
    return None
