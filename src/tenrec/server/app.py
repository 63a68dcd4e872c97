"""One ASGI app of the data plane, Django and the web app: who answers which path."""

from pathlib import Path

import drf_spectacular_sidecar
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from tenrec.core.config import Config
from tenrec.edge.app import create
from tenrec.server import web
from tenrec.server.control import is_control
from tenrec.server.health import Health
from tenrec.server.metrics import Metrics
from tenrec.server.parts import Parts

# The pages that show the API's schema bring their own scripts; nothing comes from outside.
_SCHEMA_PAGES = Path(drf_spectacular_sidecar.__file__).parent / "static"


def compose(config: Config, parts: Parts) -> ASGIApp:
    """SDK paths first, since they are the busiest; then the API; the rest is the web app."""
    return create(
        journal=parts.journal,
        tokens=parts.tokens,
        metrics=parts.counts,
        trusted_proxies=config.trusted_proxies,
        flags=parts.flags,
        fallback_app=_behind(config, parts),
    )


def _behind(config: Config, parts: Parts) -> ASGIApp:
    pages = Starlette(
        routes=[
            Route("/_health", Health(parts.store).answer, methods=["GET"]),
            Route("/metrics", Metrics(config, parts).answer, methods=["GET"]),
            Mount("/static", StaticFiles(directory=_SCHEMA_PAGES)),
            Mount("/", _web_app()),
        ]
    )

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        is_django = scope["type"] == "http" and is_control(scope["path"])
        await (parts.django if is_django else pages)(scope, receive, send)

    return dispatch


def _web_app() -> ASGIApp:
    folder = web.folder()
    if folder is None:
        return PlainTextResponse(web.NOT_BUILT, 503)
    return web.WebApp(directory=folder, html=True)
