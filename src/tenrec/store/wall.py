"""The settings that no query text can change: cost, read-only, and the wall between teams."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from tenrec.store import answers, guard
from tenrec.store.base import Limits, Result

Settings = dict[str, str | int | float]

TABLES = (
    "SELECT table, max(name = 'team_id') FROM system.columns"
    " WHERE database = {database:String} GROUP BY table"
)
_REMEMBERED = 2000
_JSON: Settings = {
    # A key with a dot is not a path: `{"a.b": 1}` is the key `a%2Eb` of the JSON column.
    "json_type_escape_dots_in_keys": 1,
    # `{"a": 1, "a": 2}` is stored, not refused; the text column keeps both.
    "type_json_skip_duplicated_paths": 1,
    # A text that looks like a date stays the text that was sent, in the JSON columns too.
    "input_format_try_infer_dates": 0,
    "input_format_try_infer_datetimes": 0,
    # In an array of mixed types every element keeps its own: `["", false]`, `[1, true]`.
    "input_format_json_read_bools_as_numbers": 0,
    "input_format_json_read_bools_as_strings": 0,
    "input_format_json_read_numbers_as_strings": 0,
    "input_format_json_read_arrays_as_strings": 0,
}


def session(limits: Limits, wanted: Mapping[str, str | int]) -> Settings:
    """What every query runs under; `wanted` comes from our own code, never from a user."""
    return {
        **answers.SETTINGS,
        **_JSON,
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
        "max_insert_block_size_bytes": 0,
        "min_insert_block_size_rows": 100_000_000,
        "min_insert_block_size_bytes": 10_000_000_000,
        "max_partitions_per_insert_block": 0,
        "date_time_input_format": "best_effort",
        **_JSON,
    }


def literal(value: str | int | float) -> str:
    """A value of a setting as SQL."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)


def assignments(settings: Settings) -> str:
    """Settings as SET and SETTINGS take them."""
    return ", ".join(f"{name} = {literal(value)}" for name, value in settings.items())


class Wall:
    """What keeps the query of a team among the rows of that team."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._tables: dict[str, bool] | None = None
        self._checked: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def filters(self, tables: Callable[[], Result], team_id: int) -> Settings:
        """The setting that filters every table with a team_id, wherever a query reads it."""
        known = self._tables
        if known is None:
            known = self._tables = {name: bool(has_team) for name, has_team in tables().rows}
        names = [name for name, has_team in known.items() if has_team]
        pairs = (f"'{self._database}.{name}': 'team_id = {int(team_id)}'" for name in names)
        return {"additional_table_filters": "{" + ", ".join(pairs) + "}"}

    def check(self, sql: str, explain: Callable[[str], str]) -> None:
        """Refuses what the filters do not cover; a text that passed once is known to."""
        with self._lock:
            if sql in self._checked:
                self._checked.move_to_end(sql)
                return
        shared = [name for name, has_team in (self._tables or {}).items() if not has_team]
        guard.check_text(sql)
        guard.check_tree(explain(f"EXPLAIN AST {sql}"), self._database, shared)
        with self._lock:
            self._checked[sql] = None
            if len(self._checked) > _REMEMBERED:
                self._checked.popitem(last=False)

    def forget(self) -> None:
        """The schema may have changed."""
        with self._lock:
            self._tables = None
            self._checked.clear()
