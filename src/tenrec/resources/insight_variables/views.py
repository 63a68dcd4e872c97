"""/api/projects/:id/insight_variables/: variables of SQL."""

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


ROUTES = [Route("insight_variables", InsightVariableViewSet)]
