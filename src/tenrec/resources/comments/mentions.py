"""Who is named in a comment: given by the client, or found in its rich text."""

from collections.abc import Iterator
from typing import Any

from tenrec.accounts.models import Organization, User

_DEEPEST = 100
_MOST = 100


def in_rich_text(node: Any) -> list[int]:
    """The users of the `ph-mention` nodes, each once."""
    return list(dict.fromkeys(_mentions(node)))[:_MOST]


def _mentions(root: Any) -> Iterator[int]:
    todo = [(root, 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, dict):
            attrs = node.get("attrs")
            user = attrs.get("id") if isinstance(attrs, dict) else None
            if node.get("type") == "ph-mention" and type(user) is int:
                yield user
            node = list(node.values())
        if isinstance(node, list) and depth < _DEEPEST:
            todo.extend((part, depth + 1) for part in reversed(node))


def members(organization: Organization, ids: list[int]) -> list[User]:
    """Those of these users who are members; the others cannot be named here."""
    wanted = [number for number in ids if 0 < number < 2**63]
    found = User.objects.filter(
        id__in=wanted, is_active=True, memberships__organization=organization
    )
    return list(found.order_by("id"))
