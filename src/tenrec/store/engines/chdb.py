"""The embedded engine: ClickHouse inside this process, its files in the data folder."""

import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tenrec.core.errors import DataFolderTaken, StoreDown
from tenrec.store import answers, wall
from tenrec.store.base import Batch, Limits, Params, Result
from tenrec.store.engine import Engine
from tenrec.store.failures import translate
from tenrec.store.params import as_texts

DATABASE = "tenrec"
PARALLEL_QUERIES = 4
_SCHEME = "chdb://"


class ChdbStore:
    """One folder, one process. A query gets a connection of its own, which costs 0.4 ms.

    The settings of a query live in its session, and `readonly` nails them down there: no
    SETTINGS clause of the query text can reach them.
    """

    name = "chdb"

    def __init__(self, folder: Path) -> None:
        self._path = str(folder)
        self._slots = threading.BoundedSemaphore(PARALLEL_QUERIES)
        self._writing = threading.Lock()
        self._writer = self._anchor(folder)
        self._tenants = wall.Tenants(DATABASE)

    def _anchor(self, folder: Path) -> Any:
        """The connection that keeps the engine alive and does all writing."""
        folder.mkdir(parents=True, exist_ok=True)
        connection = self._connect()
        connection.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        connection.query(f"USE {DATABASE}")
        return connection

    def _connect(self) -> Any:
        # 200 MB of engine: only who opens it pays for it.
        native: Any = import_module("chdb._chdb")
        try:
            return native.connect(self._path)
        except RuntimeError as error:
            raise DataFolderTaken(
                "The event store cannot be opened: another process uses its folder."
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
            session |= self._tenants.filters(self._tables, team_id)
        with self._slots:
            connection = self._connect()
            try:
                assignments = ", ".join(f"{k} = {wall.literal(v)}" for k, v in session.items())
                connection.query(f"USE {DATABASE}")
                connection.query(f"SET {assignments}")
                text = connection.query(sql, answers.FORMAT, params=as_texts(params)).bytes()
            except RuntimeError as error:
                raise translate(str(error)) from error
            finally:
                connection.close()
        return answers.read(text)

    def _tables(self) -> list[str]:
        answer = self.select(
            "SELECT DISTINCT table FROM system.columns"
            " WHERE database = {database:String} AND name = 'team_id'",
            {"database": DATABASE},
        )
        return [row[0] for row in answer.rows]

    def insert(self, batch: Batch) -> None:
        """Stores the rows; durable when it returns."""
        columns = ", ".join(f'"{c}"' for c in batch.columns)
        settings = ", ".join(
            f"{k} = {wall.literal(v)}" for k, v in wall.insert_settings(batch.token).items()
        )
        statement = f"INSERT INTO {batch.table} ({columns}) SETTINGS {settings} FORMAT TSV\n"
        self._write(statement + batch.data.decode())

    def execute(self, statement: str) -> None:
        """Runs one statement of the schema or of maintenance; never anything user-made."""
        self._write(statement)
        self._tenants.forget()

    def _write(self, statement: str) -> None:
        with self._writing:
            if self._writer is None:
                raise StoreDown("The event store is closed.")
            try:
                self._writer.query(statement, "TSV")
            except RuntimeError as error:
                raise translate(str(error)) from error

    def close(self) -> None:
        """Lets go of the engine; nothing may be called after."""
        with self._writing:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()


def _open(url: str) -> ChdbStore:
    return ChdbStore(Path(url.removeprefix(_SCHEME)))


ENGINE = Engine(("chdb",), _open)
