"""A cohort as the API shows and takes it; what is taken can be calculated."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.accounts.changes import tell_of_flags
from tenrec.persons.cohorts import graph, sources, static
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.jobs import ask_for
from tenrec.resources.cohorts.checks import checked_filters, checked_groups, without_nul
from tenrec.resources.cohorts.flags import check_askable, check_not_used
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer

MOST_ADDED = 10_000
MOST_CSV_BYTES = 20 * 1024 * 1024
_TYPES = ["static", "person_property", "behavioral", "analytical"]


class CohortTypeField(serializers.ChoiceField):
    """What kind of cohort it is; told by the criteria, so a given one must agree with them."""

    def get_attribute(self, instance: Cohort) -> str:
        return type_of(instance.is_static, instance.filters)

    def to_representation(self, value: Any) -> Any:
        return value


def type_of(is_static: bool, filters: Any) -> str:
    """One word for how its members are found."""
    if is_static:
        return "static"
    return "behavioral" if graph.has_behaviour(graph.read_stored(filters)) else "person_property"


class CohortSerializer(serializers.ModelSerializer[Cohort]):
    """A named set of persons: static (listed) or dynamic (whoever meets the criteria)."""

    filters = serializers.JSONField(
        required=False,
        help_text="Criteria: {properties: {type: AND or OR, values: [criteria or groups]}}.",
    )
    groups = serializers.JSONField(
        required=False, help_text="The older form of criteria; kept, and translated to `filters`."
    )
    query = serializers.JSONField(
        required=False,
        allow_null=True,
        help_text="Fills a static cohort once: a HogQLQuery with a column person_id.",
    )
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    cohort_type = CohortTypeField(choices=_TYPES, required=False, allow_null=True)
    experiment_set = serializers.SerializerMethodField(
        help_text="Experiments whose exposed persons this cohort holds."
    )
    csv = serializers.FileField(
        write_only=True,
        required=False,
        help_text="Fills a static cohort: distinct ids, or a column person_id, distinct_id or "
        "email (multipart/form-data).",
    )
    _create_static_person_ids = serializers.ListField(
        child=serializers.CharField(),
        write_only=True,
        required=False,
        max_length=MOST_ADDED,
        help_text="Uuids of persons, for a static cohort.",
    )
    _create_in_folder = FolderField()

    class Meta:
        model = Cohort
        fields = [
            "id",
            "name",
            "description",
            "groups",
            "deleted",
            "filters",
            "query",
            "is_calculating",
            "created_by",
            "created_at",
            "last_calculation",
            "errors_calculating",
            "last_error_message",
            "count",
            "is_static",
            "cohort_type",
            "experiment_set",
            "csv",
            "_create_in_folder",
            "_create_static_person_ids",
        ]
        read_only_fields = [
            "id",
            "is_calculating",
            "created_at",
            "last_calculation",
            "errors_calculating",
            "last_error_message",
            "count",
        ]
        extra_kwargs: dict[str, Any] = {
            "is_static": {"help_text": "Cannot be changed later."},
            "count": {"help_text": "Members, as of the last calculation."},
            "last_calculation": {"help_text": "When the members were last calculated."},
            "errors_calculating": {"help_text": "Calculations that failed since the last one."},
            "last_error_message": {
                "help_text": "Why the cohort is not calculated, or not up to date."
            },
        }

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_experiment_set(self, cohort: Cohort) -> list[int]:
        return []

    def to_representation(self, instance: Cohort) -> dict[str, Any]:
        shown = super().to_representation(instance)
        shown["filters"] = instance.filters or {"properties": {}}
        return shown

    def validate_groups(self, value: Any) -> Any:
        return without_nul(value, "groups")

    def validate_query(self, value: Any) -> Any:
        return without_nul(value, "query") or None

    def validate_csv(self, value: Any) -> Any:
        if value.size > MOST_CSV_BYTES:
            raise serializers.ValidationError("A file may have 20 MB.", code="max_size")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        before: Cohort | None = self.instance
        is_static = attrs.get("is_static", before.is_static if before else False)
        if before is not None and attrs.get("deleted") and not before.deleted:
            check_not_used(before)
        if before is not None and is_static != before.is_static:
            raise _invalid("is_static", "This cannot be changed; make a static copy instead.")
        if not is_static:
            self._refuse_lists(attrs)
        _check_forms(attrs)
        if is_static:
            self._check_static(attrs)
        else:
            self._check_dynamic(attrs, before)
        self._check_type(attrs, is_static, before)
        return attrs

    def _refuse_lists(self, attrs: dict[str, Any]) -> None:
        for name in ("csv", "_create_static_person_ids"):
            if attrs.get(name):
                raise _invalid(name, "Only a static cohort takes a list of persons.")
        if attrs.get("query"):
            why = "Cannot create a dynamic cohort with a query. Set is_static to true."
            raise _invalid("query", why)

    def _check_static(self, attrs: dict[str, Any]) -> None:
        if "filters" in attrs:
            attrs["filters"] = without_nul(attrs["filters"], "filters")
            if not isinstance(attrs["filters"], dict):
                raise _invalid("filters", "Must be an object.")
        project = self.context["view"].project
        if attrs.get("query"):
            sources.check_query(project, attrs["query"])
        if attrs.pop("csv", None) is not None:
            attrs["listed"] = self.context["view"].listed
        ids = attrs.pop("_create_static_person_ids", None)
        if ids:
            attrs["people"] = sources.listed(project.pk, ids)
            if not attrs["people"]:
                raise _invalid("_create_static_person_ids", "None of these is a person here.")

    def _check_dynamic(self, attrs: dict[str, Any], before: Cohort | None) -> None:
        attrs.pop("csv", None)
        attrs.pop("_create_static_person_ids", None)
        project = self.context["view"].project
        if "groups" in attrs:
            attrs["groups"] = checked_groups(attrs, project.pk)
        if "filters" in attrs:
            checked_filters(attrs["filters"], project.pk, before.pk if before else None)
            if before is not None:
                check_askable(before, graph.read_stored(attrs["filters"]))

    def _check_type(self, attrs: dict[str, Any], is_static: bool, before: Cohort | None) -> None:
        given = attrs.pop("cohort_type", None)
        filters = attrs.get("filters", before.filters if before else {})
        actual = type_of(is_static, filters)
        is_query = given == "analytical" and is_static
        # A list of persons may have come from a query: both words are true of it.
        if given is not None and given != actual and not is_query:
            raise _invalid("cohort_type", f"The criteria make this cohort '{actual}'.")

    def create(self, validated_data: dict[str, Any]) -> Cohort:
        people, listed = validated_data.pop("people", None), validated_data.pop("listed", None)
        cohort: Cohort = super().create(validated_data)
        return self._filled(cohort, people, listed, validated_data.get("query"))

    def update(self, instance: Cohort, validated_data: dict[str, Any]) -> Cohort:
        people, listed = validated_data.pop("people", None), validated_data.pop("listed", None)
        query = validated_data.get("query")
        is_new_query = query is not None and query != instance.query
        cohort: Cohort = super().update(instance, validated_data)
        return self._filled(cohort, people, listed, query if is_new_query else None)

    def _filled(
        self,
        cohort: Cohort,
        people: list[UUID] | None,
        listed: tuple[str, list[str]] | None,
        query: Any,
    ) -> Cohort:
        """Keeps what was listed, asks for a calculation, and lets flags read the criteria anew."""
        if people:
            static.add(cohort, people)
        if listed:
            static.keep_for_later(cohort, *listed)
        if query and cohort.is_static:
            static.keep_query(cohort, query)
        ask_for([cohort.pk])
        tell_of_flags(cohort.project_id)
        cohort.refresh_from_db(fields=["is_calculating", "is_queued", "queued_at"])
        return cohort


def _check_forms(attrs: dict[str, Any]) -> None:
    if attrs.get("query") and attrs.get("filters"):
        raise _invalid("query", "Cannot set both query and filters at the same time.")


def _invalid(name: str, why: str) -> serializers.ValidationError:
    return serializers.ValidationError({name: [serializers.ErrorDetail(why, code="invalid")]})
