"""Sending the demo: order, patience, and refusals that say why."""

import gzip
import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import orjson
import pytest

from tenrec.cli.demo import target
from tenrec.cli.demo.progress import Progress
from tenrec.cli.demo.target import end_of_story, wait_until_countable
from tenrec.cli.demo.upload import upload
from tenrec.core.errors import NotAuthenticated, TenrecError, Unavailable


class Listener(ThreadingHTTPServer):
    """Takes batches; answers what it was told to, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int] = []
        self.documents: list[dict] = []
        self.backlogs = [5, 0]
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One request of the tests."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == 200:
            self.server.documents.append(orjson.loads(gzip.decompress(body)))
        self._answer(status, b"{}")

    def do_GET(self) -> None:
        backlog = self.server.backlogs.pop(0)
        self._answer(200, f"# HELP x\ntenrec_journal_backlog_bytes {backlog}\n".encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_upload__more_than_a_batch__arrives_whole_and_in_order(listener: Listener) -> None:
    told: list[int] = []
    upload(({"n": n} for n in range(1_234)), listener.url, "phc_x", told.append)
    sent = [event["n"] for document in listener.documents for event in document["batch"]]
    assert sent == list(range(1_234))
    assert sum(told) == 1_234
    assert {document["api_key"] for document in listener.documents} == {"phc_x"}
    assert not any("sent_at" in document for document in listener.documents)


def test_upload__server_is_full_for_a_moment__tries_again(listener: Listener) -> None:
    listener.answers = [503, 429, 200]
    upload([{"n": 1}], listener.url, "phc_x", lambda count: None)
    assert len(listener.documents) == 1


@pytest.mark.parametrize(("status", "error"), [(401, NotAuthenticated), (400, TenrecError)])
def test_upload__refused__stops_and_says_why(
    listener: Listener, status: int, error: type[TenrecError]
) -> None:
    listener.answers = [status]
    with pytest.raises(error):
        upload([{"n": 1}], listener.url, "phc_x", lambda count: None)


def test_upload__nobody_listens__names_the_command_to_start() -> None:
    with pytest.raises(Unavailable, match="tenrec serve"):
        upload([{"n": 1}], "http://127.0.0.1:9", "phc_x", lambda count: None)


def test_upload__story_fails__is_not_waited_for(listener: Listener) -> None:
    def broken() -> Iterator[dict]:
        yield {"n": 1}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upload(broken(), listener.url, "phc_x", lambda count: None)


def test_waiting__backlog_shrinks__ends_at_zero(listener: Listener) -> None:
    wait_until_countable(listener.url)
    assert listener.backlogs == []


def test_end_of_story__told_again__is_the_same(tmp_path) -> None:
    first, is_known = end_of_story(tmp_path, "a")
    assert not is_known
    (tmp_path / "demo.json").write_text(
        (tmp_path / "demo.json").read_text().replace(first.isoformat(), "2020-01-01T00:00:00+00:00")
    )
    again, is_known = end_of_story(tmp_path, "a")
    assert is_known
    assert again.year == 2020
    assert end_of_story(tmp_path, "b")[1] is False
    assert end_of_story(tmp_path, "a")[0].year == 2020


def test_end_of_story__file_is_broken__starts_anew(tmp_path) -> None:
    (tmp_path / "demo.json").write_text("{nonsense")
    assert end_of_story(tmp_path, "a")[1] is False
    assert end_of_story(tmp_path, "a")[1] is True


def test_first_token__no_data_folder__says_what_to_start(tmp_path) -> None:
    from tenrec.core.config import Config

    config = Config.from_env({"TENREC_DATA_DIR": str(tmp_path / "nothing")})
    with pytest.raises(TenrecError, match="tenrec serve"):
        target.first_token(config)


def test_progress__no_terminal__writes_a_line_each_tenth() -> None:
    out = io.StringIO()
    progress = Progress(100, out)
    for _ in range(100):
        progress.advance(1)
    progress.finish()
    lines = out.getvalue().splitlines()
    assert len(lines) == 10
    assert "100 of 100 events" in lines[-1]
