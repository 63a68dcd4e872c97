"""/api/projects/:id/data_color_themes/: palettes of charts."""

from typing import Any

from rest_framework.exceptions import PermissionDenied

from tenrec.resources.data_color_themes.builtin import DEFAULT_ID, default_theme
from tenrec.resources.data_color_themes.models import DataColorTheme
from tenrec.resources.data_color_themes.serializers import DataColorThemeSerializer
from tenrec.rest.audit import Audited
from tenrec.rest.router import Route
from tenrec.rest.views import ProjectViewSet


class DataColorThemeViewSet(Audited, ProjectViewSet):
    """The default theme, id 0, is part of the product; the others are the project's own."""

    scope = "project"
    activity_scope = "DataColorTheme"
    queryset = DataColorTheme.objects.select_related("created_by").order_by("id")
    serializer_class = DataColorThemeSerializer

    def paginate_queryset(self, queryset: Any) -> Any:
        return super().paginate_queryset([default_theme(), *queryset])

    def get_object(self) -> DataColorTheme:
        if self.kwargs["pk"] != str(DEFAULT_ID):
            found: DataColorTheme = super().get_object()
            return found
        if self.needed_verb == "write":
            raise PermissionDenied("The default theme cannot be changed.")
        return default_theme()


ROUTES = [Route("data_color_themes", DataColorThemeViewSet)]
