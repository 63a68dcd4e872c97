"""Finds the commands in cli/commands, reads the arguments and runs the one that was asked for."""

import argparse
import sys

from tenrec.cli import commands
from tenrec.core.discover import discover
from tenrec.core.errors import TenrecError


def main(arguments: list[str] | None = None) -> int:
    """The `tenrec` program: 0 when it worked, 1 when it was refused, 2 for wrong arguments."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TenrecError as error:
        print(f"✗ {error.detail}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tenrec", description="An open product-analytics server that speaks PostHog's API."
    )
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run in discover(commands, "run").items():
        module = sys.modules[run.__module__]
        line = (module.__doc__ or "").strip().splitlines()[0]
        command = subparsers.add_parser(name, help=line, description=line)
        command.set_defaults(run=run)
        if hasattr(module, "arguments"):
            module.arguments(command)
    return parser
