"""The web app answers browsers; a program that asks for what is not there is told so."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tenrec.server.web import WebApp

Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    (tmp_path / "index.html").write_text("the app")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-1.js").write_text("1")
    app = Starlette(routes=[Mount("/", WebApp(directory=tmp_path, html=True))])

    async def answer(method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path, headers=headers)

    return lambda path, method="GET", **headers: asyncio.run(answer(method, path, headers))


@pytest.mark.parametrize("path", ["/", "/sql", "/settings/keys"])
def test_web_app__browser_asks_for_a_page__is_the_app(ask: Ask, path: str) -> None:
    answer = ask(path, accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (answer.status_code, answer.text) == (200, "the app")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/embedded/aB3_-x", "/embedded/aB3_-x/"])
def test_web_app__embedded_page__may_be_framed(ask: Ask, path: str) -> None:
    answer = ask(path, accept="text/html")
    assert (answer.status_code, answer.text) == (200, "the app")
    assert "frame-ancestors *;" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/shared/aB3",
        "/embedded",
        "/embedded/",
        "/embedded/aB3/settings",
        "/embedded%2FaB3",
        "/embedded/..%2Fsettings",
        "/settings/..%2Fembedded%2FaB3",
        "/settings?/embedded/aB3",
    ],
)
def test_web_app__path_like_an_embedded_page__may_not_be_framed(ask: Ask, path: str) -> None:
    answer = ask(path, accept="text/html")
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/flags/"), ("GET", "/flags/"), ("GET", "/nowhere.js")]
)
def test_web_app__program_asks_for_what_is_not_there__is_404(
    ask: Ask, method: str, path: str
) -> None:
    assert ask(path, method).status_code == 404


def test_web_app__hashed_file__is_kept_for_ever(ask: Ask) -> None:
    assert "immutable" in ask("/assets/index-1.js").headers["cache-control"]
