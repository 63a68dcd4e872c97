"""How many flags a project may have, how large together, and how many may stand in a row.

All flags of a project are held in memory by every server that answers for them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Sum, TextField
from django.db.models.functions import Cast, Length

from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag
from tenrec.resources.feature_flags.reading import size_of

MOST_FLAGS = 5_000
MOST_CHARACTERS = 20_000_000
DEEPEST = 50
"""Server SDKs are told the whole row of each flag, so that all rows grow with the square."""


def check_room(project_id: int, flag: FeatureFlag | None, attrs: Mapping[str, Any]) -> None:
    """Before a flag is made, brought back or given other conditions."""
    is_new = flag is None or (flag.deleted and not attrs.get("deleted", True))
    if not is_new and "filters" not in attrs:
        return
    others = FeatureFlag.objects.filter(project_id=project_id, deleted=False)
    if flag is not None:
        others = others.exclude(pk=flag.pk)
    if is_new and others.count() >= MOST_FLAGS:
        raise BadRequest(
            f"A project cannot have more than {MOST_FLAGS:,} feature flags: delete some first.",
            attr="key",
        )
    length = Length(Cast("filters", TextField()))
    taken = others.aggregate(characters=Sum(length))["characters"] or 0
    filters = attrs.get("filters", flag.filters if flag is not None else None)
    if taken + size_of(filters) > MOST_CHARACTERS:
        raise BadRequest(
            f"The conditions of all feature flags of a project cannot have more than "
            f"{MOST_CHARACTERS:,} characters together.",
            attr="filters",
        )


def is_too_long_a_row(
    flag: int | None, needed: Iterable[int], needs: Mapping[int, Iterable[int]]
) -> bool:
    """Whether more than the most would stand in a row, with those that need the flag itself."""
    below = _levels(needed, needs)
    if flag is None or below > DEEPEST:
        return below + 1 > DEEPEST
    needed_by: dict[int, list[int]] = {}
    for number, others in needs.items():
        for other in others:
            needed_by.setdefault(other, []).append(number)
    return below + 1 + _levels(needed_by.get(flag, ()), needed_by) > DEEPEST


def _levels(start: Iterable[int], ways: Mapping[int, Iterable[int]]) -> int:
    """Of the longest row that begins at one of these; counts no further than it must."""
    count, here = 0, set(start)
    while here and count <= DEEPEST:
        count += 1
        here = {other for number in here for other in ways.get(number, ())}
    return count
