"""/api/projects/:id/annotations/: notes pinned to dates."""

from typing import Any

from tenrec.resources.annotations.models import Annotation
from tenrec.resources.annotations.serializers import AnnotationSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.deletion import SoftDeleted
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet


class AnnotationViewSet(Audited, SoftDeleted, ProjectViewSet):
    """Notes pinned to a date, shown on every chart that they are about."""

    scope = "annotation"
    activity_scope = "Annotation"
    queryset = Annotation.objects.select_related("created_by").order_by("-created_at", "-id")
    serializer_class = AnnotationSerializer

    def perform_create(self, serializer: Any) -> None:
        serializer.validated_data["organization_id"] = self.project.organization_id
        super().perform_create(serializer)


ROUTES = [Route("annotations", AnnotationViewSet)]
