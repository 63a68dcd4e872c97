"""Shows the background jobs that have failed, with what they said, and retries them."""

import argparse
import os
from typing import TYPE_CHECKING

from tenrec.core.config import Config

if TYPE_CHECKING:
    from tenrec.jobs.report import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help="put all that failed back")


def run(options: argparse.Namespace) -> int:
    config = Config.from_env(os.environ)
    from tenrec.server import jobs  # late: the server's packages take a moment to load

    found = jobs.failures(config)
    for failure in reversed(found):
        print(_told(failure))
    report = jobs.report(config)
    if report is None:
        print("no server has run here yet")
    else:
        print(f"{report.waiting} waiting, {report.running} running, {report.failed} failed")
    if options.retry:
        print(f"{jobs.retry_failed(config)} put back; they run within a second or so")
    return 0


def _told(failure: "Failure") -> str:
    at = f"{failure.failed_at:%Y-%m-%d %H:%M:%S}" if failure.failed_at else "?"
    title = f"✗ {failure.job} {failure.arguments}"
    return (
        f"{title}\n  {at} UTC, attempts: {failure.attempts}, id {failure.id}\n{failure.traceback}"
    )
