"""A static cohort takes in what it was given while others write to the state database."""

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tenrec.accounts.models import Organization, Project
from tenrec.persons.cohorts import static
from tenrec.persons.cohorts.models import Cohort
from tenrec.persons.cohorts.sources import PIECE


@pytest.mark.django_db(transaction=True)
def test_take_in__others_write_between_the_pieces__all_are_taken_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Organization.objects.create(name="Home")
    project = Project.objects.create(organization=home)
    cohort = Cohort.objects.create(project=project, name="Many", is_static=True)
    ids = [f"id-{number}" for number in range(2 * PIECE + 1)]
    static.keep_for_later(cohort, static.Kind.DISTINCT_ID, ids)
    taken: list[str] = []

    def write() -> None:
        Organization.objects.filter(pk=home.pk).update(name=f"Home {len(taken)}")
        connection.close()

    def resolved(_: Cohort, source: Any, __: Any) -> list[UUID]:
        taken.extend(source.value)
        other = threading.Thread(target=write)
        other.start()
        other.join()
        return []

    monkeypatch.setattr(static, "resolved", resolved)
    store: Any = None  # nobody asks it here
    static.take_in(cohort, store)
    home.refresh_from_db()
    assert home.name == f"Home {len(ids)}"
    assert taken == ids
    assert not cohort.sources.exists()
