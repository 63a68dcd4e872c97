"""What comes out of a compilation: SQL and parameters for the store, names for people."""

from dataclasses import dataclass, field
from typing import Any

SETTINGS: dict[str, str | int] = {
    "transform_null_in": 1,
    "optimize_min_equality_disjunction_chain_length": 4294967295,
}
"""What a compiled query counts on; the store adds its own."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL for the store; `columns` are the names for people, `json` those that hold JSON text."""

    sql: str
    params: dict[str, Any]
    hogql: str
    columns: list[str]
    json: frozenset[int] = field(default_factory=frozenset)
    settings: dict[str, str | int] = field(default_factory=lambda: dict(SETTINGS))
