"""Runs background jobs in a process of its own, beside a server on ClickHouse and PostgreSQL."""

import argparse
import logging
import os

from tenrec.core.config import Config
from tenrec.core.errors import BadRequest


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, default=2, help="jobs at a time (2)")


def run(options: argparse.Namespace) -> int:
    if not 1 <= options.threads <= 64:
        raise BadRequest("--threads must be from 1 to 64", attr="threads")
    config = Config.from_env(os.environ)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    from tenrec.server.jobs import work  # late: the server's packages take a moment to load

    return work(config, options.threads, say=lambda line: print(f"· {line}", flush=True))
