"""People for walks: invited and joined, their codes, their sessions made old, their links."""

import base64
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass

from django_otp.oath import TOTP
from playwright.sync_api import Page, expect
from tests.live import LiveServer

PASSWORD = "a small animal like a hedgehog"
MEMBER, ADMIN, OWNER = 1, 8, 15

_AGE = """
import django
django.setup()
from django.contrib.sessions.backends.db import SessionStore
from tenrec.accounts.models import LoginSession
for row in LoginSession.objects.filter(user__email={email!r}):
    session = SessionStore(row.session_id)
    session["proved_at"] -= 3 * 3600
    session.save()
"""
_LINK = """
import django
django.setup()
from tenrec.accounts import links
from tenrec.accounts.models import User
user = User.objects.get(email={email!r})
print(user.uuid, getattr(links, {maker!r}).make_token(user), sep="/")
"""


@dataclass
class Person:
    """Somebody with an account."""

    email: str
    password: str = PASSWORD


def invited(server: LiveServer, level: int = MEMBER, email: str | None = None) -> tuple[str, str]:
    """The address of somebody new, and the path of the link that lets them in."""
    email = email or f"{uuid.uuid4().hex[:12]}@tenrec.example"
    wish = {"target_email": email, "level": level}
    answer = server.ask("POST", "/api/organizations/@current/invites/", json=wish)
    assert answer.status_code == 201, answer.text
    return email, f"/signup/{answer.json()['id']}"


def join(server: LiveServer, page: Page, level: int = MEMBER, name: str = "Bob") -> Person:
    """A new account, made on the page of an invite; logged in there."""
    email, path = invited(server, level)
    page.goto(path)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account and join").click()
    expect(page.get_by_role("navigation", name="Screens")).to_be_visible()
    return Person(email)


def log_out(page: Page) -> None:
    """By the menu."""
    page.get_by_role("button", name="account settings, theme and log-out").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def code_of(secret: str, *, later: int = 0) -> str:
    """What an authenticator app shows now, or some steps later: each code works once."""
    totp = TOTP(base64.b32decode(secret))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06}"


def make_stale(server: LiveServer, email: str) -> None:
    """As if this person had logged in three hours ago."""
    _inside(server, _AGE.format(email=email))


def link_of(server: LiveServer, email: str, maker: str) -> str:
    """The two last parts of a link in an e-mail: the uuid, and a token of this maker."""
    return _inside(server, _LINK.format(email=email, maker=maker)).strip()


def _inside(server: LiveServer, code: str) -> str:
    """Runs Python with the settings of the server: what an operator could do."""
    surroundings = {**server.env(), "DJANGO_SETTINGS_MODULE": "tenrec.settings"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=surroundings, cwd=server.folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
