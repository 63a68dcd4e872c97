"""Whether an error means that the shared cache does not answer."""

import sys


def is_cache_failure(error: Exception) -> bool:
    """Redis is asked for its errors only where it is used: importing it costs a start 0.3 s."""
    redis = sys.modules.get("redis.exceptions")
    return redis is not None and isinstance(error, redis.RedisError)
