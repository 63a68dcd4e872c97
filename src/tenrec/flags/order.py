"""In which order flags that depend on each other are evaluated, and which cannot be."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

ABSENT = -1
"""Stands for a flag that does not exist."""


@dataclass(frozen=True, slots=True)
class Order:
    """Positions of flags; whatever a flag needs comes before it."""

    positions: tuple[int, ...]
    broken: frozenset[int]
    """Those that need a flag that is absent, themselves, or another broken one."""
    needs: tuple[frozenset[int], ...]

    def closure(self, wanted: set[int]) -> set[int]:
        """These, and all that they need."""
        found, waiting = set(wanted), list(wanted)
        while waiting:
            for needed in self.needs[waiting.pop()] - found:
                if needed != ABSENT:
                    found.add(needed)
                    waiting.append(needed)
        return found


def order_of(needs: Sequence[frozenset[int]]) -> Order:
    """The given order is kept where nothing speaks against it."""
    dependants: list[list[int]] = [[] for _ in needs]
    for position, needed in enumerate(needs):
        for one in needed - {ABSENT}:
            dependants[one].append(position)
    open_needs = [len(needed) for needed in needs]
    ready = deque(position for position, count in enumerate(open_needs) if count == 0)
    positions = list[int]()
    while ready:
        position = ready.popleft()
        positions.append(position)
        for dependant in dependants[position]:
            open_needs[dependant] -= 1
            if open_needs[dependant] == 0:
                ready.append(dependant)
    broken = frozenset(range(len(needs))) - frozenset(positions)
    return Order(tuple(positions), broken, tuple(needs))
