"""The released Airbyte source for PostHog, in a Python environment of its own: its versions of
libraries are not ours."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.sdk.missing import without

Json = Any
HERE = Path(__file__).parent / "airbyte"
_LOCK = HERE / "requirements.txt"


def installed() -> Path:
    """The command of the source; skips without a package registry, or fails in CI."""
    folder = HERE / ".venv"
    done = folder / ".installed"
    if not done.exists() or done.stat().st_mtime < _LOCK.stat().st_mtime:
        try:
            _run(sys.executable, "-m", "venv", "--clear", str(folder))
            pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
            _run(*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(_LOCK))
        except subprocess.SubprocessError as problem:
            without(f"the Airbyte source cannot be installed here: {problem}")
        done.touch()
    return folder / "bin" / "source-posthog"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=900)


class Source:
    """`check`, `discover` and `read`, as Airbyte calls them: JSON lines out."""

    def __init__(self, command: Path, folder: Path, config: Json) -> None:
        self.command = command
        self.folder = folder
        self.config = self._file("config.json", config)
        # Nothing of the surroundings, so no proxy either.
        self.env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": "UTC"}

    def check(self) -> Json:
        (answer,) = self._said("CONNECTION_STATUS", "check")
        return answer["connectionStatus"]

    def streams(self) -> dict[str, Json]:
        (answer,) = self._said("CATALOG", "discover")
        return {stream["name"]: stream for stream in answer["catalog"]["streams"]}

    def read(self, streams: list[Json], state: list[Json] | None = None) -> "Sync":
        catalog = self._file("catalog.json", {"streams": [_configured(s) for s in streams]})
        more = ["--state", self._file("state.json", state)] if state else []
        return Sync(list(self._lines("read", "--catalog", catalog, *more)))

    def _said(self, kind: str, verb: str) -> list[Json]:
        return [line for line in self._lines(verb) if line["type"] == kind]

    def _lines(self, verb: str, *more: str) -> Iterator[Json]:
        command = [str(self.command), verb, "--config", self.config, *more]
        done = subprocess.run(
            command, env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=300,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        for line in done.stdout.splitlines():
            message = json.loads(line)
            is_bad = message["type"] == "TRACE" and message["trace"]["type"] == "ERROR"
            assert not is_bad, message
            yield message

    def _file(self, name: str, content: Json) -> str:
        path = self.folder / name
        path.write_text(json.dumps(content))
        return str(path)


class Sync:
    """What one `read` brought: the records of each stream, and the last state of each."""

    def __init__(self, lines: list[Json]) -> None:
        self.records: dict[str, list[Json]] = {}
        states: dict[str, Json] = {}
        for line in lines:
            if line["type"] == "RECORD":
                record = line["record"]
                self.records.setdefault(record["stream"], []).append(record["data"])
            elif line["type"] == "STATE":
                states[line["state"]["stream"]["stream_descriptor"]["name"]] = line["state"]
        self.state = list(states.values())


def _configured(stream: Json) -> Json:
    is_incremental = "incremental" in stream["supported_sync_modes"]
    return {
        "stream": stream,
        "sync_mode": "incremental" if is_incremental else "full_refresh",
        "destination_sync_mode": "append",
        "cursor_field": stream.get("default_cursor_field"),
    }
