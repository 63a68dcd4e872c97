"""A static cohort of everybody for whom a flag is on."""

from typing import Any

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.persons.cohorts.models import Cohort
from tenrec.resources.feature_flags.jobs import list_persons
from tenrec.rest.serializers import UserBasicSerializer


class NewCohortSerializer(serializers.ModelSerializer[Cohort]):
    """The cohort that is being filled."""

    created_by = UserBasicSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Cohort
        fields = [
            "id",
            "name",
            "description",
            "deleted",
            "is_calculating",
            "is_static",
            "created_by",
            "created_at",
            "last_calculation",
            "errors_calculating",
            "count",
        ]
        read_only_fields = fields


class CohortMadeSerializer(serializers.Serializer[Any]):
    """What was made."""

    cohort = NewCohortSerializer()


class CohortActions:
    """For the viewset of flags."""

    @extend_schema(request=None, responses={201: CohortMadeSerializer})
    @action(detail=True, methods=["post"])
    def create_static_cohort_for_flag(self: Any, request: Request, **_: Any) -> Response:
        """A static cohort of the persons for whom the flag is on now; filled in the background."""
        flag: FeatureFlag = self.get_object()
        if not flag.active:
            raise BadRequest("The flag is disabled: it is on for nobody.")
        if flag.filters.get("aggregation_group_type_index") is not None:
            raise BadRequest("The flag is for groups, a cohort is of persons.")
        cohort = Cohort.objects.create(
            project=self.project,
            name=f"Users with feature flag {flag.key} enabled at {now():%Y-%m-%d %H:%M:%S}"[:400],
            is_static=True,
            is_calculating=True,
            queued_at=now(),
            created_by=self.user,
        )
        list_persons.enqueue(flag.pk, cohort.pk)
        return Response({"cohort": NewCohortSerializer(cohort).data}, status=201)
