"""GET /api/schema/ and two pages that show it without asking any other host."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.templatetags.static import static
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.rest.permissions import PUBLIC
from tenrec.rest.router import Route
from tenrec.rest.views import PublicView

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src blob:; frame-ancestors 'none'; base-uri 'none'"
)
_REDOC = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tenrec API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ margin: 0 }}</style></head>
<body><div id="redoc"></div><script src="{script}"></script>
<script>Redoc.init("/api/schema/", {{theme: {{typography: {{
  fontFamily: "system-ui, sans-serif", headings: {{fontFamily: "system-ui, sans-serif"}}
}}}}}}, document.getElementById("redoc"))</script></body></html>
"""


class DocumentView(SpectacularAPIView, PublicView):
    """The OpenAPI document, as YAML or JSON."""

    scope: ClassVar[str] = PUBLIC
    authentication_classes = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return answer


class SwaggerView(SpectacularSwaggerView, PublicView):
    """The document as a page to try things out."""

    scope: ClassVar[str] = PUBLIC
    url = "/api/schema/"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        answer["Content-Security-Policy"] = _POLICY
        return answer


class RedocView(PublicView):
    """The document as a page to read."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        script = static("drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js")
        page = HttpResponse(_REDOC.format(script=script))
        page["Content-Security-Policy"] = _POLICY
        return page


ROUTES = [
    Route("schema", DocumentView, "root"),
    Route("schema/swagger-ui", SwaggerView, "root"),
    Route("schema/redoc", RedocView, "root"),
]
