"""The embedded engine: ClickHouse inside this process, its files in the data folder."""

import atexit
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tenrec.core.errors import DataFolderTaken, QueryRefused, StoreDown
from tenrec.store import answers, wall
from tenrec.store.base import Batch, Limits, Params, Result
from tenrec.store.engine import Engine
from tenrec.store.failures import translate, translate_insert
from tenrec.store.params import as_texts

DATABASE = "tenrec"
_SCHEME = "chdb://"
_TEAM_QUERIES = 4
_OWN_QUERIES = 2
# The engine thinks of servers with hundreds of gigabytes; these caches hold what one needs.
_ARGUMENTS = {
    "mark_cache_size": 64_000_000,
    "primary_index_cache_size": 64_000_000,
    "index_mark_cache_size": 16_000_000,
    "query_condition_cache_size": 16_000_000,
    "compiled_expression_cache_size": 16_000_000,
    "mmap_cache_size": 100,
    "background_pool_size": 2,
    "background_merges_mutations_concurrency_ratio": 1,
}
_DATA_PATH = (
    "SELECT data_paths[1] FROM system.tables"
    " WHERE database = {database:String} AND name = {table:String}"
)
_GLOB = frozenset("*?{}")
_HARMLESS = {"READ_ONLY", "UNKNOWN"}  # what does not parse fails with a better text


class ChdbStore:
    """One folder, one process. A query gets a connection of its own, which costs 0.4 ms.

    The settings of a query live in its session, and `readonly` nails them down there: no
    SETTINGS clause of the query text can reach them.
    """

    name = "chdb"

    def __init__(self, folder: Path) -> None:
        self._path = str(folder)
        self._incoming = folder / "incoming"
        # Users' slow queries must not hold up the pipeline's own.
        self._slots = {
            True: threading.BoundedSemaphore(_TEAM_QUERIES),
            False: threading.BoundedSemaphore(_OWN_QUERIES),
        }
        self._writing = threading.Lock()
        self._wall = wall.Wall(DATABASE)
        self._token_folders: dict[str, Path] = {}
        self._writer = self._anchor(folder)
        # An engine that is still open when the interpreter ends may never let it end.
        atexit.register(self.close)

    def _anchor(self, folder: Path) -> Any:
        """The connection that keeps the engine alive and does all writing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._incoming.mkdir(exist_ok=True)
        arguments = "&".join(f"{name}={value}" for name, value in _ARGUMENTS.items())
        connection = self._connect("?" + arguments)
        connection.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        connection.query(f"USE {DATABASE}")
        return connection

    def _connect(self, arguments: str = "") -> Any:
        # 200 MB of engine: only who opens it pays for it.
        native: Any = import_module("chdb._chdb")
        try:
            native.set_signal_handlers_enabled(0)  # signals are the server's
            return native.connect(self._path + arguments)
        except RuntimeError as error:
            raise DataFolderTaken(
                "The event store cannot be opened. Either another process uses its folder, or its"
                " files are damaged or were copied without their symbolic links; what the engine"
                " says stands above."
            ) from error

    def select(
        self,
        sql: str,
        params: Params | None = None,
        *,
        team_id: int | None = None,
        limits: Limits | None = None,
        settings: Mapping[str, str | int] | None = None,
    ) -> Result:
        """Runs a read-only query; with `team_id`, every table is filtered to that team."""
        session = wall.session(limits or Limits(), settings or {})
        if team_id is not None:
            session |= self._wall.filters(self._tables, team_id)
        texts = as_texts(params)
        with self._slots[team_id is not None], self._session(session) as connection:
            self._check(connection, sql, texts, team_id)
            text = connection.query(sql, answers.FORMAT, params=texts).bytes()
        return answers.read(text)

    @contextmanager
    def _session(self, settings: wall.Settings) -> Iterator[Any]:
        if self._writer is None:
            raise StoreDown("The event store is closed.")
        connection = self._connect()
        try:
            connection.query(f"USE {DATABASE}")
            connection.query(f"SET {wall.assignments(settings)}")
            yield connection
        except RuntimeError as error:
            raise translate(str(error)) from error
        finally:
            connection.close()

    def _check(self, connection: Any, sql: str, texts: dict[str, str], team_id: int | None) -> None:
        if "\0" in sql:
            raise QueryRefused("A query cannot have a NUL.", code="syntax_error")
        known = connection.classify_query(sql)
        if known["statement_count"] > 1 or known["query_class"].name not in _HARMLESS:
            raise QueryRefused("Only one SELECT is allowed.", code="syntax_error")
        if team_id is not None:
            self._wall.check(
                sql, lambda q: str(connection.query(q, "TSVRaw", params=texts).bytes(), "utf-8")
            )

    def _tables(self) -> Result:
        return self.select(wall.TABLES, {"database": DATABASE})

    def insert(self, batch: Batch) -> None:
        """Stores the rows; durable when it returns."""
        columns = ", ".join(f'"{column}"' for column in batch.columns)
        settings = wall.assignments(wall.insert_settings(batch.token))
        into = f"INSERT INTO {batch.table} ({columns})"
        tokens = self._tokens(batch.table)
        with self._writing:
            try:
                self._put(into, settings, batch.data)
                _sync(tokens)
            except OSError as error:
                raise StoreDown(f"The event store cannot write: {error.strerror}.") from error

    def _put(self, into: str, settings: str, data: bytes) -> None:
        # The engine reads a file a third faster than rows inside the statement, and unlike
        # `send_insert` it reports what fails after the rows were parsed.
        if not _GLOB.isdisjoint(self._path):
            return self._run(f"{into} SETTINGS {settings} FORMAT TSV\n{data.decode()}")
        file = self._incoming / "rows.tsv"
        file.write_bytes(data)
        self._run(f"{into} FROM INFILE {wall.literal(str(file))} SETTINGS {settings} FORMAT TSV")
        return file.unlink()

    def _tokens(self, table: str) -> Path:
        """Where the engine notes the tokens of a table. It syncs the rows, but not these."""
        if table not in self._token_folders:
            found = self.select(_DATA_PATH, {"database": DATABASE, "table": table}).rows
            if not found:
                raise QueryRefused(f"There is no table {table}.", code="unknown_table")
            self._token_folders[table] = Path(found[0][0]) / "deduplication_logs"
        return self._token_folders[table]

    def execute(self, statement: str) -> None:
        """Runs one statement of the schema or of maintenance; never anything user-made."""
        with self._writing:
            self._run(statement)
        self._wall.forget()
        self._token_folders.clear()

    def _run(self, statement: str) -> None:
        if self._writer is None:
            raise StoreDown("The event store is closed.")
        try:
            self._writer.query(statement, "TSV")
        except RuntimeError as error:
            raise translate_insert(str(error)) from error

    def close(self) -> None:
        """Lets go of the engine; nothing may be called after."""
        atexit.unregister(self.close)
        with self._writing:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()


def _sync(folder: Path) -> None:
    """Brings a folder and its files to the disk: after a power cut they say what they said."""
    for path in [*folder.iterdir(), folder] if folder.is_dir() else []:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open(url: str) -> ChdbStore:
    return ChdbStore(Path(url.removeprefix(_SCHEME)))


ENGINE = Engine(("chdb",), _open)
