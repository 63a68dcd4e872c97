"""What settings point at beside the databases: looked at once, before anything depends on it."""

import maxminddb

from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused

_PATIENCE_SECONDS = 5


def check(config: Config) -> None:
    """Raises SettingRefused, naming the variable, when something is not there or not usable."""
    if config.redis_url is not None:
        _redis(config.redis_url)
    if config.geoip_database is not None:
        try:
            maxminddb.open_database(config.geoip_database).close()
        except (maxminddb.InvalidDatabaseError, OSError) as error:
            raise _refuse(
                "TENREC_GEOIP_DATABASE", f"{config.geoip_database} is no MaxMind database"
            ) from error


def _redis(url: str) -> None:
    import redis  # only where it is used: importing it takes 0.3 s of a start

    try:
        client = redis.Redis.from_url(
            url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=_PATIENCE_SECONDS
        )
        try:
            client.ping()
        finally:
            client.close()
    except (redis.RedisError, OSError, ValueError) as error:
        raise _refuse("TENREC_REDIS_URL", f"Redis does not answer: {error}") from error


def _refuse(name: str, why: str) -> SettingRefused:
    return SettingRefused(f"{name}: {why}", attr=name)
