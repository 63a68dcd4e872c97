"""The two pages that show the API's document: complete, and without asking anybody else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.live import LiveServer

pytestmark = pytest.mark.slow

Watch = Callable[..., Page]
READING_MS = 120_000  # a document of a megabyte, on a loaded machine


@pytest.mark.parametrize(
    ("page_name", "part"), [("swagger-ui", ".opblock-tag"), ("redoc", "li[data-item-id]")]
)
def test_reference__opened__is_shown_by_this_server_alone(
    server: LiveServer, watch: Watch, page_name: str, part: str
) -> None:
    # `watch` fails for a request to another host, and for what the browser complains of.
    page = watch(server.url)
    page.goto(f"/api/schema/{page_name}/")
    annotations = page.locator(part).filter(has_text="annotations").first
    expect(annotations).to_be_attached(timeout=READING_MS)
    pictures = page.locator("img").evaluate_all("(all) => all.map((one) => one.src)")
    assert [url for url in pictures if not url.startswith(("data:", server.url))] == []
