"""What a module of `engines` says of itself, for `open` to find."""

from collections.abc import Callable
from dataclasses import dataclass

from tenrec.store.base import EventStore


@dataclass(frozen=True, slots=True)
class Engine:
    """The schemes of its URLs and how to open one."""

    schemes: tuple[str, ...]
    open: Callable[[str], EventStore]
