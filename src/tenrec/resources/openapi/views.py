"""GET /api/schema/ and two pages that show it without asking any other host."""

from typing import Any

from django.templatetags.static import static
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.rest.router import Route
from tenrec.rest.views import PublicView

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src blob:; frame-ancestors 'none'; base-uri 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tenrec API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>body { margin: 0 }</style>%s</head>
<body><div id="page"></div>%s<script>%s</script></body></html>
"""
_SWAGGER = """SwaggerUIBundle({
  url: "/api/schema/", dom_id: "#page", deepLinking: true, validatorUrl: null,
  docExpansion: "none", tagsSorter: "alpha", defaultModelsExpandDepth: 0,
  requestInterceptor: (request) => {
    const token = document.cookie.match(/posthog_csrftoken=([^;]+)/);
    if (token) request.headers["X-CSRFToken"] = token[1];
    return request;
  },
})"""
# Redoc wants its maker's logo from another host, and takes away what cannot be shown.
_REDOC = """const own = (url) => (/^https?:/.test(url) ? "data:," : url);
const {setAttribute} = Element.prototype;
Element.prototype.setAttribute = function (name, value) {
  const isSource = this instanceof HTMLImageElement && name === "src";
  return setAttribute.call(this, name, isSource ? own(value) : value);
};
const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
Object.defineProperty(HTMLImageElement.prototype, "src", {
  ...source, set(value) { source.set.call(this, own(value)); },
});
Redoc.init("/api/schema/", {theme: {typography: {
  fontFamily: "system-ui, sans-serif", headings: {fontFamily: "system-ui, sans-serif"}
}}}, document.getElementById("page"))"""


class DocumentView(SpectacularAPIView, PublicView):
    """The OpenAPI document, as YAML or JSON."""

    authentication_classes: Any = ()

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return answer


class PageView(PublicView):
    """A page of our own instead of drf-spectacular's, which asks other hosts for fonts."""

    schema = None
    renderer_classes: Any = (StaticHTMLRenderer,)
    style = ""
    script = ""
    start = ""

    def get(self, request: Request) -> Response:
        sidecar = "drf_spectacular_sidecar/"
        style = f'<link rel="stylesheet" href="{static(sidecar + self.style)}">'
        script = f'<script src="{static(sidecar + self.script)}"></script>'
        page = _PAGE % (style if self.style else "", script, self.start)
        return Response(page, headers={"Content-Security-Policy": _POLICY})


class SwaggerView(PageView):
    """The document as a page to try things out."""

    style = "swagger-ui-dist/swagger-ui.css"
    script = "swagger-ui-dist/swagger-ui-bundle.js"
    start = _SWAGGER


class RedocView(PageView):
    """The document as a page to read."""

    script = "redoc/bundles/redoc.standalone.js"
    start = _REDOC


ROUTES = [
    Route("schema", DocumentView, "root"),
    Route("schema/swagger-ui", SwaggerView, "root"),
    Route("schema/redoc", RedocView, "root"),
]
