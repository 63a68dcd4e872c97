"""/api/projects/:id/persons/deletions/: which deletions were asked for, and which are done."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from tenrec.persons.models import PersonDeletion
from tenrec.resources.persons.changes import uuid_of
from tenrec.resources.persons.serializers import DeletionSerializer
from tenrec.rest.views import ProjectReadViewSet

_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="The uuid of the request.")


@extend_schema_view(retrieve=extend_schema(parameters=[_ID]))
class PersonDeletionViewSet(ProjectReadViewSet):
    """Requests to delete persons or their data, newest first; they stay as the proof of it."""

    scope = "person"
    queryset = PersonDeletion.objects.order_by("-requested_at", "-id")
    serializer_class = DeletionSerializer
    project_field = "team_id"

    def get_object(self) -> Any:
        self.kwargs["pk"] = uuid_of(self.kwargs["pk"], "id", "Must be a valid UUID.")
        return super().get_object()
