"""`$process_person_profile`: whether an event may have a person."""

from tenrec.core.event import DropReason, Event, Warn
from tenrec.persons.collect import forget
from tenrec.persons.merge import MERGING_EVENTS

FLAG = "$process_person_profile"
_NEED_PERSON = MERGING_EVENTS | {"$groupidentify"}


def read_flag(event: Event, *, opted_out: bool, warnings: list[Warn]) -> DropReason | None:
    """Sets `process_person`; events that are all about persons cannot do without one."""
    properties = event.properties
    if not event.process_person:  # capture has told the client so
        forget(event)
        return None
    if opted_out:
        properties[FLAG] = False
    elif FLAG not in properties:
        return None
    value = properties[FLAG]
    if value is not False:
        del properties[FLAG]
        if value is not True:
            details = {
                "eventUuid": event.uuid,
                "event": event.name,
                "distinctId": event.distinct_id,
                FLAG: value,
                "message": "Only a boolean value is valid for $process_person_profile",
            }
            warnings.append(Warn(event.team_id, "invalid_process_person_profile", details))
        return None
    event.process_person = False
    forget(event)
    if event.name not in _NEED_PERSON:
        return None
    reason = DropReason.PERSONLESS_NEEDS_PERSON
    details = {"eventUuid": event.uuid, "event": event.name, "distinctId": event.distinct_id}
    warnings.append(Warn(event.team_id, reason.value, details))
    return reason
