"""/api/projects/:id/persons/ and its flat twins."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.hogql.comparisons import all_of
from tenrec.persons.models import Person
from tenrec.resources.persons.asked import condition_of, uuids_condition
from tenrec.resources.persons.changes import Changes, uuid_of
from tenrec.resources.persons.deletions import PersonDeletionViewSet
from tenrec.resources.persons.export import (
    PersonCohortsSerializer,
    PersonExportSerializer,
    cohorts_of,
    exported,
)
from tenrec.resources.persons.found import FoundPersons
from tenrec.resources.persons.paging import PersonCursorPages, PersonPages
from tenrec.resources.persons.serializers import (
    PersonPropertySerializer,
    PersonSerializer,
    PersonValueSerializer,
)
from tenrec.resources.persons.timeline import PARAMETERS, TimelineSerializer, timeline
from tenrec.resources.persons.values import person_properties, person_values
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectReadViewSet
from tenrec.store.open import current

_MOST_IDS = 1000
_HINT = "Must be the number or the uuid of a person; or ask with ?distinct_id=."
_DISTINCT_ID = OpenApiParameter("distinct_id", str, description="The person with this distinct id.")
_LIST = [
    _DISTINCT_ID,
    OpenApiParameter("email", str, description="Persons with exactly this e-mail address."),
    OpenApiParameter("search", str, description="Part of an e-mail address, or a distinct id."),
    OpenApiParameter("properties", str, description="JSON list of property filters, or a group."),
    OpenApiParameter("cohort", int, description="Only members of this cohort."),
    OpenApiParameter("id", str, description="Numbers or uuids, with commas between."),
    OpenApiParameter("include_total", bool, description="Tell `count`, which costs a while."),
]
_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="The number or the uuid.")
_WITH_ID = extend_schema(parameters=[_ID])


@extend_schema_view(
    list=extend_schema(parameters=_LIST),
    retrieve=_WITH_ID,
    update=_WITH_ID,
    partial_update=_WITH_ID,
    destroy=_WITH_ID,
    split=_WITH_ID,
    update_property=_WITH_ID,
    delete_property=_WITH_ID,
    delete_events=_WITH_ID,
    delete_recordings=_WITH_ID,
    item_activity=_WITH_ID,
)
class PersonViewSet(Changes, Audited, ProjectReadViewSet):
    """Persons, newest first. They come from events; `id` is the number or the uuid."""

    scope = "person"
    activity_scope = "Person"
    throttle_kind = "analytics"
    http_method_names = ["get", "put", "patch", "post", "delete", "head", "options"]
    queryset = Person.objects.prefetch_related("distinct_ids").order_by("-id")
    serializer_class: Any = PersonSerializer
    pagination_class: Any = PersonPages
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> Any:
        if self.action != "list":
            return queryset
        chosen = self._chosen(queryset)
        condition = condition_of(self.request)
        if condition is None:
            return chosen
        if self.request.query_params.get("id"):
            uuids = [str(uuid) for uuid in chosen.values_list("uuid", flat=True)]
            condition = all_of([condition, uuids_condition(uuids)])
        return FoundPersons(self.project, condition, queryset)

    def _chosen(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        asked = self.request.query_params
        if distinct_id := asked.get("distinct_id"):
            queryset = queryset.filter(
                distinct_ids__team_id=self.project.id, distinct_ids__distinct_id=distinct_id
            )
        if not asked.get("id"):
            return queryset
        ids = [text.strip() for text in asked["id"].split(",") if text.strip()]
        if len(ids) > _MOST_IDS:
            raise ValidationError({"id": [f"{_MOST_IDS} at most."]}, code="invalid")
        numbers = [int(text) for text in ids if _is_number(text)]
        uuids = [uuid_of(text, "id", _HINT) for text in ids if not _is_number(text)]
        return queryset.filter(pk__in=numbers) | queryset.filter(uuid__in=uuids)

    def get_object(self) -> Person:
        asked = self.kwargs["pk"]
        found = self.get_queryset()
        if _is_number(asked):
            found = found.filter(id=int(asked))
        else:
            found = found.filter(uuid=uuid_of(asked, "id", _HINT))
        person: Person = get_object_or_404(found)
        return person

    @extend_schema(parameters=[OpenApiParameter("distinct_id", str, required=True)])
    @action(detail=False, methods=["get"], pagination_class=None)
    def by_distinct_id(self, request: Request, *_: Any, **__: Any) -> Response:
        """The one person who has this distinct id."""
        distinct_id = _needed(request, "distinct_id")
        person = self.get_queryset().filter(distinct_ids__distinct_id=distinct_id).first()
        if person is None:
            raise NotFound()
        return Response(self.get_serializer(person).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("key", str, required=True, description="The property."),
            OpenApiParameter("value", str, description="Part of the value."),
        ],
        responses=PersonValueSerializer(many=True),
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def values(self, request: Request, *_: Any, **__: Any) -> Response:
        """What a property of persons is, the most frequent first."""
        key, part = _needed(request, "key"), request.query_params.get("value", "")
        return Response(person_values(current(), self.project.id, key, part))

    @extend_schema(responses=PersonPropertySerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def properties(self, request: Request, *_: Any, **__: Any) -> Response:
        """The names of properties that persons have; most have the first."""
        return Response(person_properties(current(), self.project.id))

    @extend_schema(
        parameters=[OpenApiParameter("person_id", str, required=True, description="As `id`.")],
        responses=PersonCohortsSerializer,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def cohorts(self, request: Request, *_: Any, **__: Any) -> Response:
        """The cohorts that a person is in."""
        self.kwargs["pk"] = _needed(request, "person_id")
        found = cohorts_of(self.project.id, self.get_object())
        return Response({"results": [{"id": row.pk, "name": row.name} for row in found]})

    @extend_schema(parameters=[_ID, *PARAMETERS], responses=TimelineSerializer)
    @action(detail=True, methods=["get"], pagination_class=None)
    def properties_timeline(self, request: Request, *_: Any, **__: Any) -> Response:
        """When the person's properties changed, as the events of these days saw them."""
        return Response(timeline(request, self.project, self.get_object()))

    @extend_schema(parameters=[_ID], responses=PersonExportSerializer)
    @action(detail=True, methods=["get"], renderer_classes=ProjectReadViewSet.renderer_classes[:1])
    def export(self, request: Request, *_: Any, **__: Any) -> Any:
        """Everything that is known of the person as one document."""
        person = self.get_object()
        shown = self.get_serializer(person).data
        return exported(request._request, self.project, shown, person)


class CursorPersonViewSet(PersonViewSet):
    """The oldest form of the list: pages by `?cursor=`."""

    pagination_class = PersonCursorPages


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18


def _needed(request: Request, name: str) -> str:
    text = request.query_params.get(name)
    if not text:
        problem = ErrorDetail("This field is required.", code="required")
        raise ValidationError({name: [problem]})
    return text


ROUTES = [
    Route("persons/deletions", PersonDeletionViewSet),
    Route("persons", PersonViewSet),
    Route("persons/deletions", PersonDeletionViewSet, "flat"),
    Route("persons", PersonViewSet, "flat"),
    Route("person", CursorPersonViewSet, "flat"),
]
