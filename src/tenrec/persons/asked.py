"""What is asked of one person or a few groups while somebody waits: one look-up each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenrec.core.wire.json import loads
from tenrec.persons import bulk
from tenrec.persons.cohorts.models import CohortMember

_PEOPLE = """
    SELECT d.distinct_id, p.uuid, {properties}, p.is_identified, p.created_at
    FROM persons_persondistinctid d JOIN persons_person p ON p.id = d.person_id
    WHERE d.team_id = %s AND d.distinct_id IN ({marks})
"""
_GROUPS = """
    SELECT group_type_index, properties FROM persons_group
    WHERE team_id = %s AND ({these})
"""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, as far as they were asked for."""

    uuid: UUID
    properties: Mapping[str, Any]
    is_identified: bool
    created_at: datetime

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What conditions ask beside properties."""
        return {"created_at": self.created_at.isoformat(), "is_identified": self.is_identified}


def people(
    team_id: int, distinct_ids: Sequence[str], *, with_properties: bool
) -> dict[str, Somebody]:
    """By distinct id; who is not there is unknown."""
    columns = "p.properties" if with_properties else "'{}'"
    marks = ", ".join(["%s"] * len(distinct_ids))
    rows = bulk.select(_PEOPLE.format(properties=columns, marks=marks), team_id, *distinct_ids)
    return {
        distinct_id: Somebody(
            UUID(bulk.uuid_out(uuid)), _object(text), bool(known), bulk.time_out(created_at)
        )
        for distinct_id, uuid, text, known, created_at in rows
    }


def lists_with(uuid: UUID, cohorts: Collection[int]) -> frozenset[int]:
    """Those of the static cohorts that the person is in."""
    rows = CohortMember.objects.filter(cohort_id__in=cohorts, person_uuid=uuid)
    return frozenset(rows.values_list("cohort_id", flat=True))


def group_properties(team_id: int, keys: Mapping[int, str]) -> dict[int, dict[str, Any]]:
    """By the index of the type, of each of which one key is asked."""
    if not keys:
        return {}
    these = " OR ".join(["(group_type_index = %s AND key = %s)"] * len(keys))
    flat = [part for pair in keys.items() for part in pair]
    rows = bulk.select(_GROUPS.format(these=these), team_id, *flat)
    return {index: _object(text) for index, text in rows}


def _object(text: str) -> dict[str, Any]:
    value = loads(text.encode())
    return value if isinstance(value, dict) else {}
