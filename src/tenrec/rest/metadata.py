"""What OPTIONS tells of a path: its name, its formats, and the fields of what may be written."""

from typing import Any

from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request


class Metadata(SimpleMetadata):
    """The framework looks for the one object that PUT would change; some paths have none."""

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        lookup = view.lookup_url_kwarg or view.lookup_field
        if "PUT" in view.allowed_methods and lookup not in view.kwargs:
            return {}
        return super().determine_actions(request, view)
