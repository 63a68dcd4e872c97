"""Gives memory back to the system after a rush; a server that rests should look like one."""

import ctypes
import gc


def give_back() -> None:
    """Collects cycles, then returns what the C library keeps for later (glibc only)."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError):
        return
