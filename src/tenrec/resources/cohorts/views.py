"""/api/projects/:id/cohorts/ and its flat twins."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import (
    ErrorDetail,
    MethodNotAllowed,
    NotFound,
    PermissionDenied,
    ValidationError,
)
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.scopes import allows
from tenrec.persons.cohorts import graph, sources, static
from tenrec.persons.cohorts.csv_file import read_csv
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.jobs import ask_for
from tenrec.resources.cohorts.inside import (
    CohortCalculationSerializer,
    CohortChangedSerializer,
    CohortPersonIdSerializer,
    CohortPersonIdsSerializer,
    CohortPersonSerializer,
)
from tenrec.resources.cohorts.people import FoundMembers
from tenrec.resources.cohorts.serializers import MOST_CSV_BYTES, CohortSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.paging import CountlessPages, OffsetPages
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet

_HIDDEN = frozenset(
    {
        "is_calculating",
        "is_queued",
        "queued_at",
        "attempt",
        "version",
        "last_calculation",
        "errors_calculating",
        "last_error_message",
        "count",
    }
)
_LIST = [
    OpenApiParameter("type", str, enum=["static", "dynamic"], description="Only these."),
    OpenApiParameter("created_by_id", int, description="Only those that this user made."),
    OpenApiParameter("search", str, description="Part of the name."),
    OpenApiParameter(
        "hide_behavioral_cohorts",
        bool,
        description="Without those that depend on what persons did.",
    ),
]
_PERSONS = [OpenApiParameter("search", str, description="Part of an e-mail, or a distinct id.")]


@extend_schema_view(list=extend_schema(parameters=_LIST))
class CohortViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Named sets of persons, calculated in the background; SQL asks `person_id in cohort 3`."""

    scope = "cohort"
    activity_scope = "Cohort"
    activity_hides = _HIDDEN
    retrieves_deleted = True
    listed: tuple[str, list[str]] | None = None
    """What the file of the request lists."""
    # Not joined: users and projects are wide rows, and few beside the cohorts of a page.
    queryset = Cohort.objects.prefetch_related("created_by", "project").order_by(
        "-created_at", "-id"
    )
    serializer_class: Any = CohortSerializer

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        if self.action != "list":
            return queryset
        asked = self.request.query_params
        if kind := asked.get("type"):
            if kind not in ("static", "dynamic"):
                raise _invalid("type", "Must be static or dynamic.")
            queryset = queryset.filter(is_static=kind == "static")
        if user_id := asked.get("created_by_id"):
            if not (user_id.isascii() and user_id.isdecimal() and len(user_id) <= 18):
                raise _invalid("created_by_id", "A valid integer is required.")
            queryset = queryset.filter(created_by_id=int(user_id))
        if text := asked.get("search"):
            queryset = queryset.filter(name__icontains=text)
        if asked.get("hide_behavioral_cohorts", "").lower() == "true":
            hidden = graph.behavioural(graph.criteria_of(self.project.id))
            queryset = queryset.exclude(id__in=hidden)
        return queryset

    @extend_schema(parameters=_PERSONS, responses=CohortPersonSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        throttle_kind="analytics",
        pagination_class=CountlessPages,
        serializer_class=CohortPersonSerializer,
        gives_csv=True,
    )
    def persons(self, request: Request, *_: Any, **__: Any) -> Response:
        """Who is in the cohort, as of its last calculation."""
        if self.key is not None and not allows(self.key.scopes, "person:read"):
            raise PermissionDenied("API key missing required scope 'person:read'.")
        cohort: Cohort = self.get_object()
        found = FoundMembers.of(cohort, request.query_params.get("search"))
        page = self.paginate_queryset(found)  # type: ignore[arg-type]  # pages like a queryset
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=None, responses=CohortSerializer)
    @action(detail=True, methods=["get", "post"], verb="write")
    def duplicate_as_static_cohort(self, request: Request, *_: Any, **__: Any) -> Response:
        """A new static cohort with the members that this one has now. A session uses POST."""
        if self.key is None and request.method == "GET":
            # It writes: a link on somebody's page brings the cookie of whoever follows it.
            raise MethodNotAllowed("GET")
        cohort: Cohort = self.get_object()
        if cohort.is_static:
            raise _invalid(None, "Cannot duplicate a static cohort as a static cohort.")
        copied = Cohort.objects.create(
            project=self.project,
            name=f"{cohort.name or 'Cohort'} (static copy)"[:400],
            description=cohort.description,
            is_static=True,
            created_by=self.user,
        )
        static.copy_of(cohort, copied)
        ask_for([copied.pk])
        copied.refresh_from_db()
        self.log("created", copied)
        return Response(self.get_serializer(copied).data)

    @extend_schema(request=CohortPersonIdsSerializer, responses=CohortChangedSerializer)
    @action(detail=True, methods=["patch"], serializer_class=CohortPersonIdsSerializer)
    def add_persons_to_static_cohort(self, request: Request, *_: Any, **__: Any) -> Response:
        """More members, by their uuids; those that are nobody's are left out."""
        cohort = self._static("Can only add users to static cohorts.")
        data = self._checked(CohortPersonIdsSerializer)
        people = sources.listed(self.project.id, data["person_ids"])
        if not people:
            raise _invalid("person_ids", "None of these is a person of this project.")
        static.add(cohort, people)
        static.tell_at_once(cohort, people)
        ask_for([cohort.pk])
        self.log("persons_added_manually", cohort)
        return Response({"success": True})

    @extend_schema(request=CohortPersonIdSerializer, responses=CohortChangedSerializer)
    @action(detail=True, methods=["patch"], serializer_class=CohortPersonIdSerializer)
    def remove_person_from_static_cohort(self, request: Request, *_: Any, **__: Any) -> Response:
        """One member less."""
        cohort = self._static("Can only remove users from static cohorts.")
        person: UUID = self._checked(CohortPersonIdSerializer)["person_id"]
        if not static.remove(cohort, person):
            raise NotFound("Person is not part of the cohort.")
        static.tell_at_once(cohort, [person], is_gone=True)
        ask_for([cohort.pk])
        self.log("person_removed_manually", cohort)
        return Response({"success": True})

    @extend_schema(responses=CohortCalculationSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        pagination_class=OffsetPages,
        serializer_class=CohortCalculationSerializer,
    )
    def calculation_history(self, request: Request, *_: Any, **__: Any) -> Response:
        """The last hundred calculations, newest first."""
        cohort: Cohort = self.get_object()
        page = self.paginate_queryset(cohort.calculations.order_by("-started_at", "id"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def before_writing(self) -> None:
        """A file of many megabytes is read while others may still write."""
        file = self.request.FILES.get("csv")
        if file is not None and file.size <= MOST_CSV_BYTES:
            self.listed = read_csv(file.read())

    def _static(self, why: str) -> Cohort:
        cohort: Cohort = self.get_object()
        if not cohort.is_static:
            raise _invalid(None, why)
        return cohort

    def _checked(self, kind: Any) -> dict[str, Any]:
        serializer = kind(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        return data


def _invalid(name: str | None, why: str) -> ValidationError:
    detail = ErrorDetail(why, code="invalid")
    return ValidationError([detail] if name is None else {name: [detail]})


ROUTES = [
    Route("cohorts", CohortViewSet),
    Route("cohorts", CohortViewSet, "flat"),
    Route("cohort", CohortViewSet, "flat"),
]
