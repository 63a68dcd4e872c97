"""A person as the API shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.core.jsontext import loads
from tenrec.persons.models import Person
from tenrec.rest.fields import ExactObject

_NAMES = ("email", "Email", "$email", "name", "Name", "username", "Username", "UserName")


class PersonSerializer(serializers.ModelSerializer[Person]):
    """Somebody behind the events, with every distinct id they used."""

    name = serializers.SerializerMethodField()
    distinct_ids = serializers.SerializerMethodField()
    properties = ExactObject()

    class Meta:
        model = Person
        fields = ["id", "name", "distinct_ids", "properties", "created_at", "uuid"]
        read_only_fields = fields

    def get_name(self, person: Person) -> str:
        properties: Any = loads(person.properties or "{}")
        for key in _NAMES:
            if properties.get(key):
                return str(properties[key])
        chosen = next((i for i in _ids(person) if not _is_uuid(i)), None)
        return chosen or str(person.pk)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_distinct_ids(self, person: Person) -> list[str]:
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
