"""Every TENREC_* setting, read once and checked before anything starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tenrec.core.errors import SettingRefused
from tenrec.core.setting_names import BOOTSTRAP, refuse_unknown

Network = IPv4Network | IPv6Network
_ON = {"1", "true", "yes", "on"}
_OFF = {"0", "false", "no", "off"}
# PostgreSQL may be reached through a socket named in the query, Redis by a path.
_WITH_HOST = {"http", "https", "clickhouse", "clickhouses", "redis", "rediss", "smtp", "smtps"}


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """The first account, made once when there is no user yet; empty strings mean: generate."""

    email: str
    password: str
    organization: str
    project: str
    project_token: str
    personal_api_key: str


@dataclass(frozen=True, slots=True)
class Email:
    """The server that takes our e-mail; a password never travels unencrypted."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    needs_starttls: bool


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one server; docs/settings.md tells each."""

    host: str
    port: int
    data_dir: Path
    site_url: str
    secret_key: str | None
    database_url: str | None
    clickhouse_url: str | None
    redis_url: str | None
    trusted_proxies: tuple[Network, ...]
    outbound_networks: tuple[Network, ...]
    geoip_database: Path | None
    rate_limits: bool
    check_responses: bool
    journal_max_bytes: int
    email: Email | None
    email_from: str
    email_codes: bool
    bootstrap: Bootstrap | None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Raises SettingRefused, naming the variable, for anything that cannot work."""
        refuse_unknown(env)
        host = env.get("TENREC_HOST") or "127.0.0.1"
        port = _port(env)
        return cls(
            host=host,
            port=port,
            data_dir=Path(env.get("TENREC_DATA_DIR") or "./data").expanduser().absolute(),
            site_url=_site_url(env, host, port),
            secret_key=env.get("TENREC_SECRET_KEY") or None,
            database_url=_database_url(env),
            clickhouse_url=_url(
                env, "TENREC_CLICKHOUSE_URL", ("clickhouse", "clickhouses", "http", "https")
            ),
            redis_url=_url(env, "TENREC_REDIS_URL", ("redis", "rediss", "unix")),
            trusted_proxies=_networks(env, "TENREC_TRUSTED_PROXIES"),
            outbound_networks=_networks(env, "TENREC_OUTBOUND_NETWORKS"),
            geoip_database=_file(env, "TENREC_GEOIP_DATABASE"),
            rate_limits=_switch(env, "TENREC_RATE_LIMITS", default=True),
            check_responses=_switch(env, "TENREC_CHECK_RESPONSES", default=False),
            journal_max_bytes=_size(env, "TENREC_JOURNAL_MAX_BYTES", default="4GB"),
            email=_email(env),
            email_from=_email_from(env, _site_url(env, host, port)),
            email_codes=_email_codes(env),
            bootstrap=_bootstrap(env),
        )


def _refuse(name: str, why: str) -> SettingRefused:
    return SettingRefused(f"{name} {why}", attr=name)


def _port(env: Mapping[str, str]) -> int:
    text = env.get("TENREC_PORT") or "8000"
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise _refuse("TENREC_PORT", f"must be a port number from 1 to 65535, not {text!r}")
    return int(text)


def _site_url(env: Mapping[str, str], host: str, port: int) -> str:
    text = _url(env, "TENREC_SITE_URL", ("http", "https"))
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    return (text or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}").rstrip("/")


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    text = env.get(name) or None
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port  # read only to be checked: it may be no number
    except ValueError as error:
        raise _refuse(name, f"is not a URL: {error}") from error
    if parts.scheme not in schemes:
        wanted = ", ".join(f"{s}://" for s in schemes)
        raise _refuse(name, f"must start with one of {wanted}")
    if parts.scheme in _WITH_HOST and not re.fullmatch(
        r"[^\s/?#]*[^\s/?#@:]+(:\d*)?", parts.netloc
    ):
        raise _refuse(name, "names no host")
    return text


def _email(env: Mapping[str, str]) -> Email | None:
    text = _url(env, "TENREC_EMAIL_URL", ("smtp", "smtps"))
    if text is None:
        return None
    parts = urlsplit(text)
    is_tls, user = parts.scheme == "smtps", unquote(parts.username or "")
    return Email(
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 587 if user else 25),
        user=user,
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        needs_starttls=bool(user) and not is_tls,
    )


def _email_from(env: Mapping[str, str], site_url: str) -> str:
    text = env.get("TENREC_EMAIL_FROM")
    if not text:
        host = urlsplit(site_url).hostname or ""
        return f"Tenrec <tenrec@{'localhost' if ':' in host else host}>"
    address = parseaddr(text)[1]
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", address) or "\n" in text or "\r" in text:
        raise _refuse("TENREC_EMAIL_FROM", "is not an address such as Tenrec <tenrec@example.com>")
    return text


def _email_codes(env: Mapping[str, str]) -> bool:
    is_on = _switch(env, "TENREC_EMAIL_CODES", default=False)
    if is_on and not env.get("TENREC_EMAIL_URL"):
        raise _refuse("TENREC_EMAIL_CODES", "needs TENREC_EMAIL_URL: nobody could log in")
    return is_on


def _database_url(env: Mapping[str, str]) -> str | None:
    text = _url(env, "TENREC_DATABASE_URL", ("postgres", "postgresql", "sqlite"))
    if text and not urlsplit(text).path.strip("/"):
        raise _refuse("TENREC_DATABASE_URL", "names no database: postgres://…/name")
    return text


def _networks(env: Mapping[str, str], name: str) -> tuple[Network, ...]:
    text = env.get(name) or ""
    try:
        return tuple(
            ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()
        )
    except ValueError as error:
        raise _refuse(name, f"must be addresses or networks: {error}") from error


def _file(env: Mapping[str, str], name: str) -> Path | None:
    text = env.get(name)
    if not text:
        return None
    path = Path(text).expanduser().absolute()
    if not path.is_file():
        raise _refuse(name, f"names no file: {path}")
    return path


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = (env.get(name) or "").lower()
    if not text:
        return default
    if text not in _ON | _OFF:
        raise _refuse(name, f"must be on or off, not {text!r}")
    return text in _ON


def _size(env: Mapping[str, str], name: str, *, default: str) -> int:
    text = env.get(name) or default
    match = re.fullmatch(r"(\d+)\s*(|KB|MB|GB|TB)", text.strip().upper())
    if match is None or int(match[1]) == 0:
        raise _refuse(name, f"must be a size such as 500MB or 4GB, not {text!r}")
    power = ("", "KB", "MB", "GB", "TB").index(match[2])
    return int(match[1]) * int(1000**power)


def _bootstrap(env: Mapping[str, str]) -> Bootstrap | None:
    given = {name: env.get(f"TENREC_BOOTSTRAP_{name}", "") for name in BOOTSTRAP}
    if not any(given.values()):
        return None
    for name in ("EMAIL", "PASSWORD"):
        if not given[name]:
            raise _refuse(f"TENREC_BOOTSTRAP_{name}", "is needed when another bootstrap is set")
    if "@" not in given["EMAIL"]:
        raise _refuse("TENREC_BOOTSTRAP_EMAIL", "is not an e-mail address")
    if len(given["PASSWORD"]) < 8:
        raise _refuse("TENREC_BOOTSTRAP_PASSWORD", "must have at least 8 characters")
    token = given["PROJECT_TOKEN"]
    if token and not re.fullmatch(r"phc_[A-Za-z0-9_-]{1,60}", token):
        raise _refuse(
            "TENREC_BOOTSTRAP_PROJECT_TOKEN", "must be phc_ and 1 to 60 letters or digits"
        )
    key = given["PERSONAL_API_KEY"]
    if key and (len(key) < 16 or key.startswith(("phc_", "phs_"))):
        raise _refuse(
            "TENREC_BOOTSTRAP_PERSONAL_API_KEY", "must be a secret of 16 or more characters"
        )
    return Bootstrap(**{name.lower(): value for name, value in given.items()})
