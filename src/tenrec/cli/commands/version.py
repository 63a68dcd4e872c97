"""Prints the version."""

import argparse

from tenrec import __version__


def run(options: argparse.Namespace) -> int:
    print(f"tenrec {__version__}")
    return 0
