"""The settings that no query text can change: cost, read-only, and the wall between teams."""

import threading
from collections.abc import Callable, Mapping

from tenrec.store import answers
from tenrec.store.base import Limits

Settings = dict[str, str | int | float]


def session(limits: Limits, wanted: Mapping[str, str | int]) -> Settings:
    """What every query runs under; `wanted` comes from our own code, never from a user."""
    return {
        **answers.SETTINGS,
        "session_timezone": "UTC",
        "max_query_size": 50_000_000,
        "max_ast_elements": 1_000_000,
        "max_expanded_ast_elements": 1_000_000,
        **wanted,
        "max_execution_time": limits.seconds,
        "timeout_overflow_mode": "throw",
        "max_memory_usage": limits.memory_bytes,
        "max_result_rows": limits.rows,
        "result_overflow_mode": "throw",
        "allow_introspection_functions": 0,
        "allow_ddl": 0,
        "readonly": 1,
    }


def insert_settings(token: str) -> Settings:
    """One insert is one block a partition, so that its token stands for all its rows."""
    return {
        "insert_deduplication_token": token,
        "insert_deduplicate": 1,
        "async_insert": 0,
        "input_format_parallel_parsing": 0,
        "max_insert_threads": 1,
        "max_insert_block_size": 100_000_000,
        "min_insert_block_size_rows": 100_000_000,
        "min_insert_block_size_bytes": 10_000_000_000,
        "max_partitions_per_insert_block": 0,
        # `{"a":{"b":1},"a.b":2}` names one path twice; the text column keeps both.
        "type_json_skip_duplicated_paths": 1,
        "date_time_input_format": "best_effort",
        # A text that looks like a date stays the text that was sent, in the JSON columns too.
        "input_format_try_infer_dates": 0,
        "input_format_try_infer_datetimes": 0,
    }


def literal(value: str | int | float) -> str:
    """A value of a setting as SQL."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)


class Tenants:
    """The tables that belong to teams, and the filter that keeps a query in its own."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._tables: list[str] | None = None
        self._lock = threading.Lock()

    def filters(self, tables: Callable[[], list[str]], team_id: int) -> Settings:
        """The setting that filters every table with a team_id, wherever a query reads it."""
        with self._lock:
            if self._tables is None:
                self._tables = tables()
            names = self._tables
        pairs = (f"'{self._database}.{name}': 'team_id = {int(team_id)}'" for name in names)
        return {"additional_table_filters": "{" + ", ".join(pairs) + "}"}

    def forget(self) -> None:
        """The schema may have changed."""
        with self._lock:
            self._tables = None
