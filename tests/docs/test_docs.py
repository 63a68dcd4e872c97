"""What exists is documented: every setting and every command has a heading."""

import re
from pathlib import Path

import pytest

from tenrec.cli import commands

ROOT = Path(__file__).parents[2]
SETTINGS = sorted(
    set(re.findall(r'"(TENREC_[A-Z_]+)"', (ROOT / "src/tenrec/core/config.py").read_text()))
)
COMMANDS = sorted(p.stem for p in Path(commands.__path__[0]).glob("[a-z]*.py"))


@pytest.mark.parametrize("name", SETTINGS)
def test_setting__read_by_the_program__is_in_the_docs(name: str) -> None:
    assert name in (ROOT / "docs/settings.md").read_text()


@pytest.mark.parametrize("name", COMMANDS)
def test_command__in_the_program__has_a_heading(name: str) -> None:
    assert f"## tenrec {name}\n" in (ROOT / "docs/commands.md").read_text()


@pytest.mark.parametrize("page", sorted(p.name for p in ROOT.glob("*.md")))
def test_links__to_files__lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text()):
        if "://" not in link:
            assert (ROOT / link).exists(), f"{page} links to {link}"
