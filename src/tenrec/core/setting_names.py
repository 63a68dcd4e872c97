"""The names of all settings, so that a typing mistake is told instead of silently ignored."""

import re
from collections.abc import Mapping

from tenrec.core.errors import SettingRefused

BOOTSTRAP = ("EMAIL", "PASSWORD", "ORGANIZATION", "PROJECT", "PROJECT_TOKEN", "PERSONAL_API_KEY")
NAMES = (
    "TENREC_HOST",
    "TENREC_PORT",
    "TENREC_DATA_DIR",
    "TENREC_SITE_URL",
    "TENREC_SECRET_KEY",
    "TENREC_DATABASE_URL",
    "TENREC_CLICKHOUSE_URL",
    "TENREC_REDIS_URL",
    "TENREC_TRUSTED_PROXIES",
    "TENREC_OUTBOUND_NETWORKS",
    "TENREC_EMAIL_URL",
    "TENREC_EMAIL_CODES",
    "TENREC_EMAIL_FROM",
    "TENREC_GEOIP_DATABASE",
    "TENREC_RATE_LIMITS",
    "TENREC_CHECK_RESPONSES",
    "TENREC_JOURNAL_MAX_BYTES",
    *(f"TENREC_BOOTSTRAP_{name}" for name in BOOTSTRAP),
)
# What our tests read, and what Kubernetes and Docker tell of a service that is named tenrec.
_NOT_OURS = re.compile(
    r"TENREC_(TEST_\w+|REQUIRE_ALL"
    r"|(\w+_)?SERVICE_(HOST|PORT(_\w+)?)"
    r"|(\w+_)?PORT_\d+_(TCP|UDP|SCTP)(_\w+)?"
    r"|NAME|ENV_\w+)"
)


def refuse_unknown(env: Mapping[str, str]) -> None:
    """Raises SettingRefused for a variable that looks like a setting and is none."""
    for name in sorted(env):
        if not name.startswith("TENREC_") or name in NAMES or _NOT_OURS.fullmatch(name):
            continue
        raise SettingRefused(f"{name} is not a setting of Tenrec; {_advice(name)}", attr=name)


def _advice(name: str) -> str:
    import difflib  # only for those who mistyped

    near = difflib.get_close_matches(name.upper(), NAMES, n=1, cutoff=0.75)
    return f"is {near[0]} meant?" if near else "docs/settings.md lists them all"
