"""Limits of shared pages: wrong passwords, and how often strangers make the engine compute."""

from django.core.cache import cache

SECONDS = 60
MOST_OF_ADDRESS, MOST_OF_ALL = 10, 100
MOST_RUNS = 600
"""Queries that the shared pages of one project may run in a minute: what is kept does not count."""


class Tries:
    """Counted before the password is looked at, so that many at once are no way around."""

    def __init__(self, sharing_id: int, address: str) -> None:
        self._counters = {
            f"share-tries:{sharing_id}:{address}": MOST_OF_ADDRESS,
            f"share-tries:{sharing_id}": MOST_OF_ALL,
        }

    def take(self) -> bool:
        """Counts one try; False when there were too many: then nothing may be compared."""
        counted = {name: _count(name) for name in self._counters}
        return all(counted[name] <= most for name, most in self._counters.items())

    def give_back(self) -> None:
        """The password was right: this try does not count."""
        for name in self._counters:
            try:
                cache.decr(name)
            except ValueError:  # it ran out meanwhile
                continue


def may_compute(project_id: int) -> bool:
    """Counts one query of a shared page; False when there were too many."""
    return _count(f"share-runs:{project_id}") <= MOST_RUNS


def _count(name: str) -> int:
    if cache.add(name, 1, SECONDS):
        return 1
    try:
        return int(cache.incr(name))
    except ValueError:  # it ran out between the two calls
        cache.set(name, 1, SECONDS)
        return 1
