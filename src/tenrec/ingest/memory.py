"""Memory of a process that carries many events: little collecting in a rush, none kept after it."""

import ctypes
import gc

# A batch makes some hundred thousand objects that no cycle holds. With Python's usual 700 the
# collector walked over them all the time: it took a quarter of the pipeline.
_YOUNG_OBJECTS = 200_000


def collect_rarely() -> None:
    """For the whole process."""
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)


def give_back() -> None:
    """Collects cycles, then returns what the C library keeps for later (glibc only)."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return
