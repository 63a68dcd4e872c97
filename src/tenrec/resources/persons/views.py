"""/api/projects/:id/persons/ and its flat twins: list, search and retrieve."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import get_object_or_404

from tenrec.persons.models import Person
from tenrec.resources.persons.filters import narrow, search
from tenrec.resources.persons.serializers import PersonSerializer
from tenrec.rest.paging import CountlessPages, CursorPages
from tenrec.rest.property_filters import OPERATORS, REGEX, Condition, Group, read_filters
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectReadViewSet

_LIST = [
    OpenApiParameter("distinct_id", str, description="The person with this distinct id."),
    OpenApiParameter("email", str, description="Persons with exactly this e-mail address."),
    OpenApiParameter("search", str, description="Part of an e-mail address, or a distinct id."),
    OpenApiParameter("properties", str, description="JSON list of property filters."),
]


@extend_schema_view(list=extend_schema(parameters=_LIST))
class PersonViewSet(ProjectReadViewSet):
    """Persons, newest first. They come from events; `id` is the number or the uuid."""

    scope = "person"
    throttle_kind = "analytics"
    queryset = Person.objects.prefetch_related("distinct_ids").order_by("-id")
    serializer_class = PersonSerializer
    pagination_class: Any = CountlessPages
    project_field = "team_id"

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        asked = self.request.query_params
        if distinct_id := asked.get("distinct_id"):
            queryset = queryset.filter(
                distinct_ids__team_id=self.project.id, distinct_ids__distinct_id=distinct_id
            )
        if email := asked.get("email"):
            same = Condition("email", "exact", (email,), 0, "person")
            queryset = narrow(queryset, Group(False, (same,)))
        if text := asked.get("search"):
            queryset = search(queryset, self.project.id, text)
        filters = read_filters(
            asked.get("properties"), types=("person",), operators=OPERATORS - REGEX
        )
        return narrow(queryset, filters)

    def get_object(self) -> Person:
        asked = self.kwargs["pk"]
        found = self.get_queryset()
        if asked.isascii() and asked.isdecimal() and len(asked) <= 18:
            found = found.filter(id=int(asked))
        else:
            found = found.filter(uuid=_uuid(asked))
        person: Person = get_object_or_404(found)
        return person


class CursorPersonViewSet(PersonViewSet):
    """The oldest form of the list: pages by `?cursor=`."""

    pagination_class = CursorPages


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        hint = "Must be the number or the uuid of a person; or ask with ?distinct_id=."
        raise ValidationError({"id": [ErrorDetail(hint, code="invalid")]}) from None


ROUTES = [
    Route("persons", PersonViewSet),
    Route("persons", PersonViewSet, "flat"),
    Route("person", CursorPersonViewSet, "flat"),
]
