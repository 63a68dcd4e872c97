"""A mail server that takes every letter and keeps it: for walks that have to read one."""

import socketserver
import threading
import time
from types import TracebackType

_PATIENCE_SECONDS = 30.0


class _Session(socketserver.StreamRequestHandler):
    """One connection, in the few words of SMTP that a sender needs."""

    server: "Mailbox"

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self._say("354 go on")
                self.server.letters.append(self._letter())
                self._say("250 kept")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode(errors="replace"))
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine, as long as the `with` lasts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[str] = []
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Mailbox":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()

    def letter(self, number: int) -> str:
        """The letter with this number, from 0; waits until it is there."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while len(self.letters) <= number:
            assert time.monotonic() < deadline, f"letter {number} has not come"
            time.sleep(0.05)
        return self.letters[number]
