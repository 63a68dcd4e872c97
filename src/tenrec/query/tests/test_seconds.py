"""Every query is measured, by how it ended."""

import pytest

from tenrec.core.errors import QueryRefused
from tenrec.query.seconds import SECONDS

from .conftest import Team


def _count(outcome: str) -> float:
    samples = [sample for family in SECONDS.collect() for sample in family.samples]
    return sum(
        sample.value
        for sample in samples
        if sample.name.endswith("_count")
        and sample.labels == {"kind": "HogQLQuery", "outcome": outcome}
    )


def test_measured__answered_query__is_counted_as_answered(team: Team) -> None:
    before = _count("answered")
    team.ask("select 1")
    assert _count("answered") == before + 1


def test_measured__refused_query__is_counted_as_refused(team: Team) -> None:
    before = _count("refused")
    with pytest.raises(QueryRefused):
        team.ask("select nowhere from events")
    assert _count("refused") == before + 1
