"""Counts clicks by their elements, through the language and so behind its walls."""

import hashlib
from typing import Any

from tenrec.accounts.models import Project
from tenrec.hogql.comparisons import escape_like
from tenrec.hogql.tree import Node
from tenrec.query.ask import ask
from tenrec.resources.elements.asked import is_wanted
from tenrec.rest.elements import read_elements

_STATS = """
    select elements_chain, event, count() as times from events
    where elements_chain != '' and {condition} group by elements_chain, event
    order by times desc, elements_chain, event limit {most} offset {skipped}
"""
_VALUES = """
    select value, count() as times from (
        select arrayJoin(extractAll(elements_chain, {regex})) as value from events
        where event = '$autocapture' and elements_chain != ''
            and timestamp > now() - toIntervalDay(30)
    ) where value != '' and value ilike {part}
    group by value order by times desc, value limit 50
"""
_PAIR = r'(?::|")%s="((?:\\.|[^"\\])*)"'
_REGEXES = {
    "tag_name": r"^([-_a-zA-Z0-9]+)",
    **{name: _PAIR % name for name in ("text", "href", "attr_id")},
}


def places(
    project: Project, condition: Node, patterns: list[str], *, skipped: int, most: int
) -> list[dict[str, Any]]:
    """The most clicked first; of attributes only those that the patterns want."""
    values: dict[str, Any] = {"condition": condition, "most": most, "skipped": skipped}
    return [
        {"count": times, "hash": _hash(chain), "type": event, "elements": _shown(chain, patterns)}
        for chain, event, times in ask(project, _STATS, values).rows
    ]


def values_of(project: Project, key: str, part: str) -> list[str]:
    """What the field was lately, the most frequent first; nothing for fields without values."""
    if key not in _REGEXES:
        return []
    values = {"regex": _REGEXES[key], "part": f"%{escape_like(part)}%"}
    return [row[0].replace('\\"', '"') for row in ask(project, _VALUES, values).rows]


def _shown(chain: str, patterns: list[str]) -> list[dict[str, Any]]:
    elements = read_elements(chain)
    if patterns:
        for element in elements:
            found = element["attributes"].items()
            element["attributes"] = {k: v for k, v in found if is_wanted(k, patterns)}
    return elements


def _hash(chain: str) -> str:
    return hashlib.blake2b(chain.encode(errors="replace"), digest_size=8).hexdigest()
