"""Which texts can be a token at all, before anybody looks one up."""

from tenrec.core.wire.event import WireRefused

_MAX_BYTES = 64


def token_flaw(token: str) -> str | None:
    """Why this is no token, in the wire's words; a personal API key (`phx_`) is one here."""
    if not token:
        return "empty"
    if not token.isascii():
        return "not_ascii"
    if len(token) > _MAX_BYTES:
        return "too_long"
    return "null_byte" if "\0" in token else None


def check_token(token: str | None) -> str:
    """The trimmed token; raises WireRefused (401) with the exact text."""
    if token is None:
        raise WireRefused("event submitted without an api_key", status=401, tag="invalid_api_token")
    token = token.strip()
    flaw = token_flaw(token)
    if flaw is not None:
        raise refused_token(flaw)
    return token


def refused_token(reason: str) -> WireRefused:
    """401 in both protocols."""
    return WireRefused(f"API key is not valid: {reason}", status=401, tag="invalid_api_token")
