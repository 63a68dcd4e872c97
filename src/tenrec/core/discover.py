"""The folder is the list: imports every module of a package and collects one constant of each."""

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any


def discover(package: ModuleType, constant: str) -> dict[str, Any]:
    """Maps module name to its `constant`, in the order of the names; a module without it fails."""
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "tests")
    return {n: getattr(import_module(f"{package.__name__}.{n}"), constant) for n in names}
