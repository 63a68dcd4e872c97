"""A ClickHouse server or cluster over HTTP: the same SQL, the same promise."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver import exceptions

from tenrec.core.errors import StoreDown
from tenrec.store import answers, wall
from tenrec.store.base import Batch, Limits, Params, Result
from tenrec.store.engine import Engine
from tenrec.store.failures import translate, translate_insert
from tenrec.store.params import as_texts

DATABASE = "tenrec"
_SECURE = {"clickhouses", "https"}
# The server limits a field of a form to 128 KiB. A list of uuids or numbers may be longer,
# and cannot be anything else than what it is: it goes into the text.
_LONG = 100_000
_HARMLESS = re.compile(r"\[[-0-9a-f',. ]*\]")
_PLACEHOLDER = re.compile(r"\{(\w+):([^{}]+)\}")
# The answer begins when the query is done: an error then has its status, not half a table.
_WHOLE = {"wait_end_of_query": 1}


class _Text:
    """A bound value that is formatted already: clickhouse-connect sends its str() as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


class ClickhouseStore:
    """One database of a server. Its name comes from the URL's path."""

    name = "clickhouse"

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._database = unquote(parts.path.strip("/")) or DATABASE
        self._wall = wall.Wall(self._database)
        is_secure = parts.scheme in _SECURE
        with _failures():
            self._client: Any = clickhouse_connect.get_client(
                host=parts.hostname or "localhost",
                port=parts.port or (8443 if is_secure else 8123),
                username=unquote(parts.username or "default"),
                password=unquote(parts.password or ""),
                interface="https" if is_secure else "http",
                database="",
                query_limit=0,
                autogenerate_session_id=False,  # a session runs one query at a time
                form_encode_query_params=True,  # an address has a shorter limit than a form
                send_receive_timeout=600,
            )
            self._client.command(f"CREATE DATABASE IF NOT EXISTS {self._quoted}")
            self._client.database = self._database

    @property
    def _quoted(self) -> str:
        return "`" + self._database.replace("\\", "\\\\").replace("`", "\\`") + "`"

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
        texts = as_texts(params)
        if team_id is not None:
            session |= self._wall.filters(self._tables, team_id)
            self._wall.check(sql, lambda q: self._ask(q, texts, session, "TSVRaw").decode())
        return answers.read(self._ask(sql, texts, session, answers.FORMAT))

    def _ask(self, sql: str, texts: dict[str, str], session: wall.Settings, form: str) -> bytes:
        sql, texts = _inlined(sql, texts)
        bound = {name: _Text(text) for name, text in texts.items()}
        with _failures():
            # Not as a FORMAT clause: behind a broken query that would be read as a part of it.
            answer: bytes = self._client.raw_query(
                sql,
                bound,
                {**session, **_WHOLE},
                transport_settings={"X-ClickHouse-Format": form},
            )
        return answer

    def _tables(self) -> Result:
        return self.select(wall.TABLES, {"database": self._database})

    def insert(self, batch: Batch) -> None:
        """Stores the rows; durable when it returns."""
        settings = {**wall.insert_settings(batch.token), **_WHOLE}
        with _failures(is_insert=True):
            self._client.raw_insert(
                f"{self._quoted}.`{batch.table}`", list(batch.columns), batch.data, settings, "TSV"
            )

    def execute(self, statement: str) -> None:
        """Runs one statement of the schema or of maintenance; never anything user-made."""
        with _failures():
            self._client.command(statement)
        self._wall.forget()

    def close(self) -> None:
        """Lets go of the connections; nothing may be called after."""
        self._client.close()


@contextmanager
def _failures(*, is_insert: bool = False) -> Iterator[None]:
    try:
        yield
    except exceptions.DatabaseError as error:
        # Only an error of the engine has a code; everything else is the way to it.
        raise (translate_insert if is_insert else translate)(str(error)) from error
    except (exceptions.Error, OSError) as error:
        raise StoreDown("The event store does not answer.") from error


def _inlined(sql: str, texts: dict[str, str]) -> tuple[str, dict[str, str]]:
    long = {n: t for n, t in texts.items() if len(t) > _LONG and _HARMLESS.fullmatch(t)}
    if not long:
        return sql, texts

    def literal(match: re.Match[str]) -> str:
        text = long.get(match[1])
        return match[0] if text is None else f"CAST({wall.literal(text)}, {wall.literal(match[2])})"

    return _PLACEHOLDER.sub(literal, sql), {n: t for n, t in texts.items() if n not in long}


ENGINE = Engine(("clickhouse", "clickhouses", "http", "https"), ClickhouseStore)
