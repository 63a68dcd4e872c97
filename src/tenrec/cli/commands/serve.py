"""Starts the server: capture, pipeline, API and web app in one process."""

import argparse
import os

from tenrec.core.config import Config


def run(options: argparse.Namespace) -> int:
    config = Config.from_env(os.environ)
    # Late, so that a wrong setting is told before the engines are loaded.
    from tenrec.server.run import serve

    return serve(config, say=lambda line: print(f"· {line}", flush=True))
