"""A person as the API shows them, and what may be asked to be done with them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.persons.models import Person, PersonDeletion
from tenrec.rest.fields import ExactObject
from tenrec.rest.people import distinct_ids_of, name_of
from tenrec.rest.sizes import fits

_MOST_AT_ONCE = 1000


class PersonSerializer(serializers.ModelSerializer[Person]):
    """Somebody behind the events, with every distinct id they used."""

    name = serializers.SerializerMethodField(
        help_text="The first of the project's display-name properties, else a distinct id."
    )
    distinct_ids = serializers.SerializerMethodField()
    properties = ExactObject()

    class Meta:
        model = Person
        fields = ["id", "name", "distinct_ids", "properties", "created_at", "uuid"]
        read_only_fields = fields

    def get_name(self, person: Person) -> str:
        view = self.context.get("view")
        project = getattr(view, "project", None)
        return name_of(person, getattr(project, "person_display_name_properties", None))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_distinct_ids(self, person: Person) -> list[str]:
        return distinct_ids_of(person)


class PropertiesSerializer(serializers.Serializer[Any]):
    """Properties to set; those that are not named stay as they are."""

    properties = serializers.DictField(
        allow_empty=False, help_text="Only the keys given here change."
    )

    def validate_properties(self, value: Any) -> Any:
        return fits(value)


class PropertySerializer(serializers.Serializer[Any]):
    """One property; as members of the body or as query parameters."""

    key = serializers.CharField(max_length=400, trim_whitespace=False)
    value = serializers.JSONField(help_text="Any JSON value but null.")

    def validate_value(self, value: Any) -> Any:
        return fits(value)


class SplitSerializer(serializers.Serializer[Any]):
    """Which distinct id keeps the person."""

    main_distinct_id = serializers.CharField(
        required=False,
        allow_null=True,
        trim_whitespace=False,
        help_text="Keeps the person with its properties; without it, the first id keeps an empty "
        "person. Every other id becomes somebody of its own.",
    )


class SuccessSerializer(serializers.Serializer[Any]):
    """It is taken care of."""

    success = serializers.BooleanField()


class BulkDeleteSerializer(serializers.Serializer[Any]):
    """Whom to delete: `ids` (uuids) or `distinct_ids`, a thousand at most."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=_MOST_AT_ONCE
    )
    distinct_ids = serializers.ListField(
        child=serializers.CharField(trim_whitespace=False),
        required=False,
        max_length=_MOST_AT_ONCE,
    )
    delete_events = serializers.BooleanField(default=False, help_text="Their events, too.")
    delete_recordings = serializers.BooleanField(default=False, help_text="Their recordings, too.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("ids") and not attrs.get("distinct_ids"):
            missing = serializers.ErrorDetail("Needed: ids or distinct_ids.", code="required")
            raise serializers.ValidationError({"ids": [missing]})
        return attrs


class DistinctIdSerializer(serializers.Serializer[Any]):
    """A distinct id."""

    distinct_id = serializers.CharField(trim_whitespace=False)


class PersonValueSerializer(serializers.Serializer[Any]):
    """A value that a property of persons has, and how many have it."""

    name = serializers.JSONField()
    count = serializers.IntegerField()


class PersonPropertySerializer(serializers.Serializer[Any]):
    """A property, and how many persons have it."""

    name = serializers.CharField()
    count = serializers.IntegerField()


class DeletionSerializer(serializers.ModelSerializer[PersonDeletion]):
    """A request to delete persons, or what they did: when it was asked for, when it was done."""

    class Meta:
        model = PersonDeletion
        fields = [
            "id",
            "state",
            "persons",
            "deletes_person",
            "deletes_events",
            "deletes_recordings",
            "requested_at",
            "requested_by_id",
            "cut_at",
            "done_at",
            "counts",
            "error",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "persons": {"help_text": "Uuids."},
            "cut_at": {"help_text": "What arrived before this moment is deleted."},
            "done_at": {"help_text": "Since then nothing of it can be read any more."},
            "counts": {"help_text": "Persons, distinct ids, and rows that were removed, by table."},
            "error": {"help_text": "Why the last attempt failed; it is tried again."},
        }
