"""The house rules that import-linter cannot see."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "tenrec"
LIST_FOLDERS = {
    "cli/commands": "run",
    "edge/endpoints": "ROUTES",
    "store/engines": "ENGINE",
    "query/kinds": "KIND",
    "hogql/tables": "TABLE",
}
FORBIDDEN_NAMES = ("utils", "helpers", "common", "manager", "service")


def _modules() -> list[Path]:
    return [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]


@pytest.mark.parametrize(("folder", "constant"), LIST_FOLDERS.items())
def test_list_folder__every_file__has_its_constant(folder: str, constant: str) -> None:
    entries = [p for p in (SOURCE / folder).glob("*.py") if p.name != "__init__.py"]
    assert entries
    for entry in entries:
        tree = ast.parse(entry.read_text())
        assert constant in _top_level_names(tree), f"{entry} has no {constant}"


def test_resources__every_folder__has_views_with_routes() -> None:
    folders = [p for p in (SOURCE / "resources").iterdir() if (p / "__init__.py").exists()]
    assert folders
    for folder in folders:
        tree = ast.parse((folder / "views.py").read_text())
        assert "ROUTES" in _top_level_names(tree), folder


def test_discover__called__only_for_the_list_folders() -> None:
    pattern = re.compile(r"\bdiscover\(")
    callers = {
        str(path.relative_to(SOURCE))
        for path in _modules()
        if "tests" not in path.parts and pattern.search(path.read_text())
    } - {"core/discover.py"}
    assert len(callers) <= len(LIST_FOLDERS) + 1, callers


def test_modules__names__say_what_is_in_them() -> None:
    for path in _modules():
        assert not any(name in path.stem.split("_") for name in FORBIDDEN_NAMES), path


def test_sizes__largest_files__are_shown_and_below_the_limit() -> None:
    sizes = sorted(((len(p.read_text().splitlines()), p) for p in _modules()), reverse=True)
    for lines, path in sizes[:10]:
        print(f"{lines:5} {path.relative_to(SOURCE)}")
    assert sizes[0][0] <= 400, f"{sizes[0][1]} has {sizes[0][0]} lines: split it"


def _top_level_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names
