"""ClickHouse's HTTP interface over the embedded engine: a real server for the other wire.

It does what the tests need of the documented interface: the query in the address or the
body, settings and `param_*` as arguments (address or form), rows after an INSERT, `database`,
a default format, gzip bodies, errors as text with their status and code.
"""

import gzip
import re
import threading
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_TRANSPORT = {
    "query", "database", "default_format", "wait_end_of_query", "buffer_size", "session_id",
    "session_timeout", "session_check", "query_id", "user", "password", "role", "compress",
    "decompress", "client_protocol_version", "enable_http_compression", "quota_key",
    "send_progress_in_http_headers", "http_headers_progress_interval_ms",
    "cancel_http_readonly_queries_on_client_close",
}  # fmt: skip
_INSERT = re.compile(r"\s*(INSERT\s+INTO\s.*?)\s+FORMAT\s+(\w+)\s*$", re.IGNORECASE | re.DOTALL)


def serve(folder: Path) -> ThreadingHTTPServer:
    """A running server on a free port, on the engine that this process has open."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Tests are silent."""

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            if self.headers.get("transfer-encoding") == "chunked":
                body = b"".join(self._chunks())
            else:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            self._answer(body)

        def _chunks(self) -> Any:
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def _answer(self, body: bytes) -> None:
            arguments = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            kind = self.headers.get("content-type") or ""
            if kind.startswith("multipart/form-data"):
                arguments |= _form(kind, body)
                body = b""
            if form := self.headers.get("x-clickhouse-format"):
                arguments["default_format"] = form
            try:
                text, status, code = _run(folder, arguments, body), 200, "0"
            except RuntimeError as error:
                text, status = f"{error} (version 26.9.2.1)".encode(), 400
                found = re.search(r"Code: (\d+)", str(error))
                code = found[1] if found else "1002"
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("X-ClickHouse-Timezone", "UTC")
            if status != 200:
                self.send_header("X-ClickHouse-Exception-Code", code)
            self.end_headers()
            self.wfile.write(text)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _form(kind: str, body: bytes) -> dict[str, str]:
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields = {}
    for part in message.get_payload():
        assert not isinstance(part, str)
        name = part.get_param("name", header="content-disposition")
        fields[str(name)] = part.get_payload(decode=True).decode()
    return fields


def _run(folder: Path, arguments: dict[str, str], body: bytes) -> bytes:
    native: Any = import_module("chdb._chdb")
    connection = native.connect(str(folder))
    try:
        if database := arguments.get("database"):
            connection.query(f"USE `{database}`")
        settings = {
            name: value
            for name, value in arguments.items()
            if name not in _TRANSPORT and not name.startswith("param_")
        }
        if settings:
            pairs = (f"{name} = {_quote(value)}" for name, value in settings.items())
            connection.query("SET " + ", ".join(pairs))
        query = arguments.get("query", "")
        if not query or (insert := _INSERT.match(query)) is None:
            query += ("\n" if query else "") + body.decode()
            head, _, rest = query.partition("\n")
            insert = _INSERT.match(head)
            body = rest.encode()
        if insert is not None and body:
            return _insert(connection, insert, body)
        known = connection.classify_query(query)
        if known["statement_count"] > 1 or "OUTFILE" in query:
            raise RuntimeError("Code: 62. DB::Exception: Multi-statements are not allowed. "
                               "(SYNTAX_ERROR)")  # fmt: skip
        params = {k[6:]: v for k, v in arguments.items() if k.startswith("param_")}
        form = arguments.get("default_format", "TabSeparated")
        answer: bytes = connection.query(query, form, params=params).bytes()
        return answer
    finally:
        connection.close()


def _insert(connection: Any, insert: "re.Match[str]", body: bytes) -> bytes:
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        connection.query(f"{insert[1]} FROM INFILE {_quote(file.name)} FORMAT {insert[2]}")
    return b""


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
