"""Jobs outside the server's process: `tenrec worker`, and what operators ask about failures."""

import os
import signal
import sys
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from tenrec.core.config import Config
from tenrec.core.errors import SettingRefused, Unavailable
from tenrec.server import outside
from tenrec.server.control import start_django
from tenrec.server.parts import open_engine

if TYPE_CHECKING:
    from tenrec.jobs.report import Failure, Report

Say = Callable[[str], None]
_STOP_SECONDS = 30.0


def work(config: Config, threads: int, say: Say) -> int:
    """Runs jobs until SIGTERM or SIGINT; raises TenrecError when it cannot start."""
    _refuse_embedded(config)
    outside.check(config)
    _open_state(config)
    from tenrec.jobs.worker import Worker  # only after Django is set up

    store = open_engine(config)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(threads=threads, is_alone=False)
    worker.start()
    say(f"ready: {threads} jobs at a time")
    stop.wait()
    say("stopping: finishing what has begun")
    worker.stop(_STOP_SECONDS)
    store.close()
    say("stopped; what was not finished runs again")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a job that did not end in time must not hold the process up


def report(config: Config) -> "Report | None":
    """How the jobs are; None when no server has kept any yet."""
    if not (config.data_dir / "journal").exists():  # to look would make files
        return None
    _open_state(config)
    from tenrec.jobs import report as reporting

    return reporting.report()


def failures(config: Config) -> "list[Failure]":
    """What has failed for good, the newest first."""
    if not report(config):
        return []
    from tenrec.jobs import report as reporting

    return reporting.failures()


def retry_failed(config: Config) -> int:
    """Puts all that has failed back into the queue; says how many."""
    if not report(config):
        return 0
    from tenrec.jobs import queue

    return queue.retry_failed()


def _refuse_embedded(config: Config) -> None:
    is_postgres = (config.database_url or "").startswith("postgres")
    if config.clickhouse_url is None or not is_postgres:
        name = "TENREC_DATABASE_URL" if config.clickhouse_url else "TENREC_CLICKHOUSE_URL"
        raise SettingRefused(
            f"{name}: `tenrec worker` needs a ClickHouse server and PostgreSQL, since embedded "
            "databases belong to the server's process. The server runs all jobs itself.",
            attr=name,
        )
    if config.secret_key is None and not (config.data_dir / "secret_key").exists():
        raise SettingRefused(
            "TENREC_SECRET_KEY: a worker must have the server's key; it makes none of its own.",
            attr="TENREC_SECRET_KEY",
        )


def _open_state(config: Config) -> None:
    start_django()
    from tenrec.server import state  # only after Django is set up

    state.reach()
    pending = state.pending()
    if pending:
        raise Unavailable(
            "The state database waits for schema changes: start the server, or run "
            f"`tenrec migrate`, first. Missing: {', '.join(pending)}"
        )
