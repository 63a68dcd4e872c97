"""What axe-core finds wrong with a page for people who do not see it, or not well."""

import subprocess
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
_SCRIPT = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ASK = """async ([within, rules]) => {
  const found = await axe.run(within, {runOnly: rules, resultTypes: ["violations"]});
  const why = ({any, all}) => [...any, ...all].map((check) => check.message).join("; ");
  return found.violations.flatMap(({id, nodes}) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} · ${why(node).slice(0, 200)}`));
}"""


@cache
def _axe() -> str:
    if not _SCRIPT.exists():
        command = ["make", "--silent", "web/node_modules/.installed"]
        subprocess.run(command, cwd=ROOT, check=True, timeout=600)
    return _SCRIPT.read_text()


def barriers(page: Page, within: str = "html") -> list[str]:
    """One line for each element that breaks a rule of WCAG 2.2 AA, or good practice."""
    page.evaluate(f"{_axe()};0")
    found: list[str] = page.evaluate(_ASK, [within, _RULES])
    return found
