"""How persons are called wherever the API shows them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tenrec.core.jsontext import loads
from tenrec.persons.models import Person

_NAMES = ("email", "Email", "$email", "name", "Name", "username", "Username", "UserName")


def name_of(person: Person, keys: Sequence[str] | None = None) -> str:
    """By these properties, which the project may choose; else a distinct id, else the number."""
    properties: Any = loads(person.properties or "{}")
    for key in keys or _NAMES:
        if properties.get(key):
            return str(properties[key])
    chosen = next((i for i in _ids(person) if not _is_uuid(i)), None)
    return chosen or str(person.pk)


def distinct_ids_of(person: Person) -> list[str]:
    """Those that somebody chose before those that an SDK made up."""
    return sorted(_ids(person), key=_is_uuid)


def _ids(person: Person) -> Iterable[str]:
    return (row.distinct_id for row in person.distinct_ids.all())


def _is_uuid(text: str) -> bool:
    """Ids that SDKs make up look like this; a person is better known by another."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
