"""What every walk through the web app begins with."""

from playwright.sync_api import Page, expect
from tests.live import EMAIL, PASSWORD


def log_in(page: Page, path: str = "/", email: str = EMAIL, password: str = PASSWORD) -> None:
    """Opens the path, logs in on the way, and waits for the screens behind."""
    page.goto(path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    # The side of a wide screen, the button of a small one.
    drawer = page.get_by_role("button", name="Open the navigation")
    expect(page.get_by_role("navigation", name="Screens").or_(drawer).first).to_be_visible()
