"""The folder is the list: imports every module of a package and collects one constant of each."""

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

_NO_ENTRIES = {"tests", "conftest"}


def discover(package: ModuleType, constant: str, *, inside: str = "") -> dict[str, Any]:
    """Maps module name to its `constant`, in the order of the names; a module without it fails.

    Entries that are folders keep the constant in the module `inside` of each.
    """
    found = pkgutil.iter_modules(package.__path__)
    names = sorted(m.name for m in found if m.name not in _NO_ENTRIES)
    path = f"{package.__name__}.{{}}.{inside}".rstrip(".")
    return {n: getattr(import_module(path.format(n)), constant) for n in names}
