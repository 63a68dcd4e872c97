"""Drops a `$groupidentify` whose key is too long to be kept, before it makes a person."""

from tenrec.core.event import DropReason, Event, Warn
from tenrec.ingest.context import BatchContext
from tenrec.persons.group_rules import MAX_KEY_LENGTH, identified_group


def drop_long_group_key(event: Event, context: BatchContext) -> DropReason | None:
    if event.name != "$groupidentify":
        return None
    named = identified_group(event.properties)
    if named is None or len(named.key) <= MAX_KEY_LENGTH:
        return None
    details = {
        "eventUuid": event.uuid,
        "event": event.name,
        "distinctId": event.distinct_id,
        "groupType": named.type[:MAX_KEY_LENGTH],
        "groupKeyLength": len(named.key),
        "maxLength": MAX_KEY_LENGTH,
    }
    context.warnings.append(Warn(event.team_id, "group_key_too_long", details))
    return DropReason.GROUP_KEY_TOO_LONG
