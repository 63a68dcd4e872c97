"""The built web app: hashed files for ever, index.html for every page of it.

Other sites may frame `/embedded/<access token>`, and no other page.
"""

import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import tenrec

_PACKAGED = Path(tenrec.__file__).parent / "webapp"
_CHECKOUT = Path(tenrec.__file__).parents[2] / "web" / "dist"
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors {framers}; base-uri 'none'; form-action 'self'; object-src 'none'"
)
_SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
# As the browser sent it: a path that is only read as this one would frame another page of the app.
_EMBEDDED = re.compile(rb"/embedded/[\w-]+/?")
NOT_BUILT = (
    "The web app has not been built: `make web` does it. The API and capture work without it.\n"
)


def folder() -> Path | None:
    """Where the built web app lies: in the package, or in the checkout."""
    return next((p for p in (_PACKAGED, _CHECKOUT) if (p / "index.html").is_file()), None)


class WebApp(StaticFiles):
    """Files as they are; any other path that a browser asks for is a page of the app."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(404)  # an SDK asks for something that we do not have
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            is_page = "." not in path.rsplit("/", 1)[-1] and _wants_page(scope)
            if error.status_code != 404 or not is_page:
                raise
            path, response = "index.html", await super().get_response("index.html", scope)
        is_hashed = path.startswith("assets/")
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        )
        response.headers.update(_SECURITY)
        framers = "*" if _EMBEDDED.fullmatch(scope.get("raw_path", b"")) else "'none'"
        response.headers["content-security-policy"] = _POLICY.format(framers=framers)
        return response


def _wants_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")
