"""What one event makes of one person, in memory; answers the JSON text for the event's row."""

from tenrec.core.event import Event, Warn
from tenrec.core.jsontext import dumps
from tenrec.persons.profile import Profile
from tenrec.persons.properties import (
    ALWAYS_WRITE,
    NEVER_CHANGE,
    Fitted,
    Properties,
    Weight,
    created,
    fit,
    merged,
    updated,
)


def text_of(properties: Properties) -> bytes:
    """The JSON of a profile; it has no NUL, which PostgreSQL and C clients cannot take."""
    text = dumps(properties)
    # Two tests, for the first is twenty times as fast and almost always enough.
    if b"\\" in text and b"\\u0000" in text:
        return dumps(_without_nul(properties))
    return text


def _without_nul(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    return value


def create(event: Event, uuid: str, version: int, warnings: list[Warn]) -> Profile:
    """The person whom the event is the first to mention."""
    properties = created(event.set_once, event.set, event.uuid)
    fitted = fit({"$creator_event_uuid": event.uuid}, properties, text_of)
    _warn_if_refused(fitted, event, uuid, warnings)
    text = fitted.text.decode()
    person = Profile(event.team_id, uuid, event.timestamp, False, version, text, is_changed=True)
    person.parsed = fitted.properties
    person.see(event.timestamp)
    return person


def change(person: Profile, event: Event, warnings: list[Warn]) -> tuple[bool, str]:
    """Whether the person must be written, and the text of the event's row."""
    if event.name in NEVER_CHANGE:
        return False, _overlaid(person, event)
    is_later = event.timestamp >= person.next_hour and (
        event.properties.get("$update_person_last_seen_at") is not False
    )
    if is_later:
        person.see(event.timestamp)
    if not (event.set or event.set_once or event.unset):
        return is_later, person.text
    before = person.properties
    weight, after = updated(before, event.set_once, event.set, event.unset)
    if weight is Weight.NONE:
        return is_later, person.text
    if weight is Weight.NOISE and not (is_later or event.name in ALWAYS_WRITE):
        return False, text_of(after).decode()
    fitted = fit(before, after, text_of)
    _warn_if_refused(fitted, event, person.uuid, warnings)
    if fitted.properties is before:
        return is_later, _overlaid(person, event)
    person.write(fitted.properties, fitted.text)
    return True, _overlaid(person, event) if fitted.is_refused or event.unset else person.text


def absorb(into: Profile, gone: Profile, event: Event, warnings: list[Warn]) -> None:
    """`gone` becomes part of `into`."""
    fitted = fit(into.properties, merged(gone.properties, into.properties), text_of)
    _warn_if_refused(fitted, event, into.uuid, warnings)
    into.write(fitted.properties, fitted.text)
    into.created_at = min(into.created_at, gone.created_at)
    into.version = max(into.version, gone.version) + 1
    into.is_changed = into.is_identified = gone.is_gone = True


def _overlaid(person: Profile, event: Event) -> str:
    """A row shows what its event set even where the person does not keep it."""
    if not event.set:
        return person.text
    return text_of({**person.properties, **event.set}).decode()


def _warn_if_refused(fitted: Fitted, event: Event, uuid: str, warnings: list[Warn]) -> None:
    if fitted.is_refused:
        details = {
            "eventUuid": event.uuid,
            "event": event.name,
            "distinctId": event.distinct_id,
            "personId": uuid,
        }
        warnings.append(Warn(event.team_id, "person_properties_size_violation", details))
