"""What exists is documented: every setting and every command has a heading."""

import re
from pathlib import Path

import pytest

from tenrec.cli import commands
from tenrec.core.setting_names import NAMES

ROOT = Path(__file__).parents[2]
COMMANDS = sorted(p.stem for p in Path(commands.__path__[0]).glob("[a-z]*.py"))


def _page(name: str) -> str:
    return (ROOT / f"docs/{name}.md").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_setting__of_the_program__is_in_the_docs(name: str) -> None:
    assert re.search(rf"\b{name}\b", _page("settings"))


def test_settings__told_in_the_docs__exist() -> None:
    told = re.findall(r"^## (TENREC_\w+)|^\| (`TENREC_.*?) \|", _page("settings"), re.M)
    names = {name for row in told for name in re.findall(r"TENREC_\w+", " ".join(row))}
    assert names == set(NAMES)


@pytest.mark.parametrize("name", COMMANDS)
def test_command__in_the_program__has_a_heading(name: str) -> None:
    assert f"## tenrec {name}\n" in _page("commands")


@pytest.mark.parametrize("page", sorted(p.name for p in ROOT.glob("*.md")))
def test_links__to_files__lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text()):
        if "://" not in link:
            assert (ROOT / link).exists(), f"{page} links to {link}"
