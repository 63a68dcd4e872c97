"""Settings are read once; a wrong one is refused by its name."""

import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from tenrec.core import config as reading
from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused
from tenrec.core.setting_names import BOOTSTRAP, NAMES


def test_config__no_variables__is_the_documented_default() -> None:
    config = Config.from_env({})
    assert (config.host, config.port, config.site_url) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert config.data_dir == Path("data").absolute()
    assert config.rate_limits
    assert config.journal_max_bytes == 4_000_000_000
    assert config.bootstrap is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENREC_PORT", "http"),
        ("TENREC_PORT", "0"),
        ("TENREC_PORT", "65536"),
        ("TENREC_PORT", "٣"),
        ("TENREC_SITE_URL", "example.com"),
        ("TENREC_SITE_URL", "http://[::1"),
        ("TENREC_SITE_URL", "http://"),
        ("TENREC_SITE_URL", "http://a b"),
        ("TENREC_SITE_URL", "https://tenrec.example:port"),
        ("TENREC_DATABASE_URL", "mysql://x"),
        ("TENREC_DATABASE_URL", "postgres://me:secret@host:port/name"),
        ("TENREC_DATABASE_URL", "postgres://me:secret@host:5432/"),
        ("TENREC_CLICKHOUSE_URL", "x"),
        ("TENREC_CLICKHOUSE_URL", "clickhouse://me:secret@host:port/name"),
        ("TENREC_CLICKHOUSE_URL", "clickhouse:///name"),
        ("TENREC_REDIS_URL", "memcached://x"),
        ("TENREC_REDIS_URL", "redis://host:port/0"),
        ("TENREC_REDIS_URL", "redis://:secret@/0"),
        ("TENREC_TRUSTED_PROXIES", "10.0.0.0/8,nobody"),
        ("TENREC_GEOIP_DATABASE", "/no/such/file.mmdb"),
        ("TENREC_RATE_LIMITS", "maybe"),
        ("TENREC_JOURNAL_MAX_BYTES", "much"),
        ("TENREC_JOURNAL_MAX_BYTES", "0"),
        ("TENREC_BOOTSTRAP_EMAIL", "nobody"),
        ("TENREC_BOOTSTRAP_PASSWORD", "short"),
        ("TENREC_BOOTSTRAP_PROJECT_TOKEN", "token"),
        ("TENREC_BOOTSTRAP_PERSONAL_API_KEY", "phc_looks_like_a_project"),
    ],
)
def test_config__wrong_value__is_refused_by_name(name: str, value: str) -> None:
    account = {
        "TENREC_BOOTSTRAP_EMAIL": "a@b.test",
        "TENREC_BOOTSTRAP_PASSWORD": "long enough",
    }
    env = {**(account if "BOOTSTRAP" in name else {}), name: value}
    with pytest.raises(SettingRefused) as refused:
        Config.from_env(env)
    assert refused.value.attr == name
    assert name in refused.value.detail
    assert "secret@" not in refused.value.detail


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENREC_SITE_URL", "https://tenrec.example:8443/"),
        ("TENREC_SITE_URL", "http://[::1]:8000"),
        ("TENREC_DATABASE_URL", "postgres:///name?host=/run/postgresql"),
        ("TENREC_DATABASE_URL", "sqlite:////var/lib/tenrec.sqlite3"),
        ("TENREC_CLICKHOUSE_URL", "clickhouse://me:p%40ss@host:8123/name"),
        ("TENREC_REDIS_URL", "redis://:secret@[::1]:6379/0"),
        ("TENREC_REDIS_URL", "unix:///run/redis.sock"),
    ],
)
def test_config__right_url__is_taken(name: str, value: str) -> None:
    Config.from_env({name: value})


def test_config__bootstrap_without_password__is_refused() -> None:
    with pytest.raises(SettingRefused) as refused:
        Config.from_env({"TENREC_BOOTSTRAP_PROJECT_TOKEN": "phc_x"})
    assert refused.value.attr == "TENREC_BOOTSTRAP_EMAIL"


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("0.0.0.0", "http://127.0.0.1:9"),
        ("::1", "http://[::1]:9"),
        ("box.test", "http://box.test:9"),
    ],
)
def test_site_url__not_given__is_made_from_host_and_port(host: str, site: str) -> None:
    assert Config.from_env({"TENREC_HOST": host, "TENREC_PORT": "9"}).site_url == site


def test_sizes_and_networks__good_values__are_read() -> None:
    config = Config.from_env(
        {"TENREC_JOURNAL_MAX_BYTES": "500 mb", "TENREC_TRUSTED_PROXIES": "10.1.2.3/8, ::1"}
    )
    assert config.journal_max_bytes == 500_000_000
    assert config.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1"))


def test_email__from_one_address() -> None:
    relay = Config.from_env({"TENREC_EMAIL_URL": "smtp://relay"}).email
    assert relay is not None
    assert (relay.host, relay.port, relay.needs_starttls) == ("relay", 25, False)
    named = Config.from_env({"TENREC_EMAIL_URL": "smtp://me:p%40ss@mail.example.com"}).email
    assert named is not None
    assert (named.port, named.user, named.password) == (587, "me", "p@ss")
    assert named.needs_starttls
    sealed = Config.from_env({"TENREC_EMAIL_URL": "smtps://me:x@mail.example.com"}).email
    assert sealed is not None
    assert (sealed.port, sealed.is_tls, sealed.needs_starttls) == (465, True, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TENREC_EMAIL_URL", "http://mail"),
        ("TENREC_EMAIL_URL", "smtp://"),
        ("TENREC_EMAIL_URL", "smtp://host:port"),
        ("TENREC_EMAIL_FROM", "nobody"),
        ("TENREC_EMAIL_CODES", "perhaps"),
        ("TENREC_EMAIL_CODES", "on"),  # without a mail server nobody could log in
        ("TENREC_EMAIL_FROM", "a@b.c\nBcc: x@y.z"),
    ],
)
def test_email__that_cannot_work__is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name):
        Config.from_env({name: value})


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("TENREC_DATADIR", "is TENREC_DATA_DIR meant?"),
        ("TENREC_BOOTSTRAP_EMIAL", "is TENREC_BOOTSTRAP_EMAIL meant?"),
        ("TENREC_GEOIP_DB", "is TENREC_GEOIP_DATABASE meant?"),
        ("TENREC_data_dir", "is TENREC_DATA_DIR meant?"),
        ("TENREC_SPEED", "docs/settings.md lists them all"),
    ],
)
def test_config__name_that_is_none__is_refused_with_advice(name: str, advice: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        # The wrong value beside it may be wrong only because of the wrong name.
        Config.from_env({name: "x", "TENREC_BOOTSTRAP_PASSWORD": "long enough"})
    assert refused.value.detail == f"{name} is not a setting of Tenrec; {advice}"


@pytest.mark.parametrize(
    "name",
    [
        "TENREC_TEST_STORE",
        "TENREC_REQUIRE_ALL",
        "TENREC_SERVICE_HOST",
        "TENREC_SERVICE_PORT_HTTP",
        "TENREC_PORT_8000_TCP_ADDR",
        "TENREC_WEB_SERVICE_PORT",
        "TENRECS",
    ],
)
def test_config__name_of_tests_and_of_kubernetes__is_left_alone(name: str) -> None:
    assert Config.from_env({name: "x"}) == Config.from_env({})


def test_config__every_name_that_is_read__is_known() -> None:
    text = Path(reading.__file__).read_text()
    read = set(re.findall(r'"(TENREC_[A-Z_]+)"', text))
    assert read | {f"TENREC_BOOTSTRAP_{name}" for name in BOOTSTRAP} == set(NAMES)
