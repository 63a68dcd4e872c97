"""/api/projects/:id/insight_variables/: variables of SQL."""

from typing import Any

from django.db import IntegrityError, transaction
from rest_framework.exceptions import ValidationError

from tenrec.resources.insight_variables.models import InsightVariable
from tenrec.resources.insight_variables.serializers import InsightVariableSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet


class InsightVariableViewSet(Audited, ProjectViewSet):
    """Variables that queries use by name; a query may set them, otherwise their default holds."""

    scope = "insight_variable"
    activity_scope = "InsightVariable"
    queryset = InsightVariable.objects.order_by("-created_at", "id")
    serializer_class = InsightVariableSerializer

    def perform_create(self, serializer: Any) -> None:
        try:
            with transaction.atomic():
                super().perform_create(serializer)
        except IntegrityError:  # somebody else took the name since it was looked up
            problem = "A variable with this name was made just now."
            raise ValidationError({"name": [problem]}, code="unique") from None


ROUTES = [Route("insight_variables", InsightVariableViewSet)]
