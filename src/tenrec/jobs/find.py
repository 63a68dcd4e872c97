"""Where jobs are: every `jobs.py` of a room or of a resource."""

from importlib import import_module
from pathlib import Path
from typing import Any

import tenrec
from tenrec.jobs.job import Job

_ROOT = Path(tenrec.__file__).parent


def find() -> list[Job[Any, Any]]:
    """Imports them all: a job that cannot be imported is told at the start, not when it is due."""
    files = sorted([*_ROOT.glob("*/jobs.py"), *_ROOT.glob("resources/*/jobs.py")])
    found: dict[str, Job[Any, Any]] = {}
    for file in files:
        name = ".".join(("tenrec", *file.relative_to(_ROOT).with_suffix("").parts))
        for value in vars(import_module(name)).values():
            if isinstance(value, Job):
                found[value.module_path] = value
    return list(found.values())
