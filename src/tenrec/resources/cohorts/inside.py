"""What belongs to a cohort as the API shows it: its persons, its calculations."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.persons.cohorts.models import CohortCalculation
from tenrec.persons.models import Person
from tenrec.resources.cohorts.serializers import MOST_ADDED
from tenrec.rest.fields import ExactObject
from tenrec.rest.people import distinct_ids_of, name_of


class CohortPersonSerializer(serializers.ModelSerializer[Person]):
    """Somebody in the cohort. Here `id` is the uuid."""

    id = serializers.UUIDField(source="uuid", read_only=True)
    type = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    distinct_ids = serializers.SerializerMethodField(help_text="Ten at most.")
    properties = ExactObject()
    matched_recordings = serializers.SerializerMethodField()
    value_at_data_point = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = [
            "id",
            "uuid",
            "type",
            "name",
            "distinct_ids",
            "properties",
            "created_at",
            "last_seen_at",
            "is_identified",
            "matched_recordings",
            "value_at_data_point",
        ]
        read_only_fields = fields

    def get_type(self, person: Person) -> str:
        return "person"

    def get_name(self, person: Person) -> str:
        project = self.context["view"].project
        return name_of(person, getattr(project, "person_display_name_properties", None))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_distinct_ids(self, person: Person) -> list[str]:
        return distinct_ids_of(person)[:10]

    @extend_schema_field(serializers.ListField(child=serializers.JSONField()))
    def get_matched_recordings(self, person: Person) -> list[Any]:
        return []

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_value_at_data_point(self, person: Person) -> None:
        return None


class CohortCalculationSerializer(serializers.ModelSerializer[CohortCalculation]):
    """One calculation of the cohort."""

    duration_seconds = serializers.SerializerMethodField()
    is_completed = serializers.SerializerMethodField()
    is_successful = serializers.SerializerMethodField()
    total_query_ms = serializers.SerializerMethodField()
    total_read_rows = serializers.SerializerMethodField()
    total_written_rows = serializers.SerializerMethodField()
    main_query = serializers.SerializerMethodField(help_text="The question, as HogQL.")

    class Meta:
        model = CohortCalculation
        fields = [
            "id",
            "filters",
            "count",
            "started_at",
            "finished_at",
            "queries",
            "error",
            "duration_seconds",
            "is_completed",
            "is_successful",
            "total_query_ms",
            "total_read_rows",
            "total_written_rows",
            "main_query",
        ]
        read_only_fields = fields

    def get_duration_seconds(self, row: CohortCalculation) -> float | None:
        if row.finished_at is None:
            return None
        return (row.finished_at - row.started_at).total_seconds()

    def get_is_completed(self, row: CohortCalculation) -> bool:
        return row.finished_at is not None

    def get_is_successful(self, row: CohortCalculation) -> bool:
        return row.finished_at is not None and row.error is None

    def get_total_query_ms(self, row: CohortCalculation) -> int:
        return _sum(row, "query_ms")

    def get_total_read_rows(self, row: CohortCalculation) -> int:
        return _sum(row, "read_rows")

    def get_total_written_rows(self, row: CohortCalculation) -> int:
        return _sum(row, "written_rows")

    def get_main_query(self, row: CohortCalculation) -> str | None:
        return row.queries[0]["query"] if row.queries else None


def _sum(row: CohortCalculation, name: str) -> int:
    return sum(query.get(name, 0) for query in row.queries)


class CohortPersonIdsSerializer(serializers.Serializer[Any]):
    """Whom to add."""

    person_ids = serializers.ListField(
        child=serializers.UUIDField(),
        allow_empty=False,
        max_length=MOST_ADDED,
        help_text="Uuids of persons.",
    )


class CohortPersonIdSerializer(serializers.Serializer[Any]):
    """Whom to remove."""

    person_id = serializers.UUIDField(help_text="Uuid of a person.")


class CohortChangedSerializer(serializers.Serializer[Any]):
    """It is done."""

    success = serializers.BooleanField()
