"""Applies the schema changes of the state database and of the event store."""

import argparse
import os

from tenrec.core.config import Config


def run(options: argparse.Namespace) -> int:
    config = Config.from_env(os.environ)
    # Late, so that a wrong setting is told before the engines are loaded.
    from tenrec.server.parts import migrate_all

    migrate_all(config, say=lambda line: print(f"· {line}", flush=True))
    print("✓ everything is up to date")
    return 0
