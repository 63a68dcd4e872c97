"""E-mails of Tenrec: plain text, few words, a link; to the mail server or to the server's log."""

from django.conf import settings
from django.core.mail import EmailMessage


def has_mail_server() -> bool:
    """Whether e-mails leave this server; otherwise the operator reads them in its log."""
    return settings.CONFIG.email is not None


def send(to: str, subject: str, *paragraphs: str) -> None:
    """Raises when the mail server does not take it; jobs try again."""
    subject = " ".join(subject.split())  # names may have line breaks, headers must not
    EmailMessage(subject, "\n\n".join(paragraphs) + "\n", to=[to]).send()


def link(path: str) -> str:
    """An address of the web app, whatever host the request claimed to be for."""
    return f"{settings.SITE_URL}/{path}"
