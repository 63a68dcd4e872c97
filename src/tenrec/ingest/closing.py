"""Empties a project that was deleted: every table of the event store, and every table of state.

Both are asked which tables know teams, so that a new one cannot be forgotten.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import now

from tenrec.accounts.models import Project, ProjectDeletion
from tenrec.ingest.models import IngestState
from tenrec.ingest.teams import SECONDS
from tenrec.store.base import EventStore
from tenrec.store.erase import Erasure

# How long a batch may still think that a project exists.
_KNOWN_FOR = timedelta(seconds=2 * SECONDS + 1)
_CHUNK = 1000
_TABLES = """
    SELECT DISTINCT table FROM system.columns
    WHERE database = currentDatabase() AND name = 'team_id' ORDER BY table
"""


Count = Callable[[str, int], None]


class Unsettled(Exception):
    """A batch that still knew the project is under way: what it stores has to be removed, too."""


class Closing:
    """`wait` is called while the store works, and raises when the server stops."""

    def __init__(
        self, store: EventStore, deletion: ProjectDeletion, wait: Callable[[], None]
    ) -> None:
        self._store = store
        self._deletion = deletion
        self._wait = wait

    def run(self) -> None:
        """Raises Unsettled when it has to run once more."""
        team_id = self._deletion.project_id
        if Project.objects.filter(id=team_id).exists():
            raise RuntimeError(f"Project {team_id} is not deleted.")
        is_settled = self._is_settled()
        name = self._deletion.pk.hex
        delete_project_data(self._store, team_id, name, self._count, self._wait)
        if not is_settled:
            raise Unsettled

    def _is_settled(self) -> bool:
        """Whether every batch that began while the project was known is stored."""
        deletion = self._deletion
        if now() < deletion.requested_at + _KNOWN_FOR:
            return False
        state = IngestState.objects.first()
        if deletion.stored_before is None:
            in_flight = state.batch_to if state is not None else None
            deletion.stored_before = in_flight or 0
            deletion.save(update_fields=["stored_before"])
        return state is None or state.position >= deletion.stored_before

    def _count(self, table: str, found: int) -> None:
        if not found:
            return
        counts = self._deletion.deleted_rows
        counts[table] = max(found, counts.get(table, 0))
        self._deletion.save(update_fields=["deleted_rows"])


def delete_project_data(
    store: EventStore, team_id: int, name: str, count: Count, wait: Callable[[], None]
) -> None:
    """Everything that a team has stored; `name`, 32 hexadecimal digits, is that of the deletion.

    `count` hears of each table and its rows, `wait` is called between pieces and may raise; what
    is left is found when it is begun again.
    """
    erasure = Erasure(store, team_id, name)
    for (table,) in store.select(_TABLES).rows:
        wait()
        erasure.delete(table, "1", partial(count, table), wait)
    for model in _models_of_teams():
        found = 0
        while pks := _some(model, team_id):
            wait()
            with transaction.atomic():
                model._default_manager.filter(pk__in=pks).delete()
            found += len(pks)
        count(model._meta.db_table, found)


def _some(model: type[Model], team_id: int) -> list[object]:
    rows = model._default_manager.filter(team_id=team_id)
    return list(rows.values_list("pk", flat=True)[:_CHUNK])


def _models_of_teams() -> Iterator[type[Model]]:
    """Those that keep a team as a plain number; who points at others comes before them."""
    found = [
        model
        for model in apps.get_models()
        if any(field.attname == "team_id" for field in model._meta.concrete_fields)
    ]
    left = sorted(found, key=lambda model: model._meta.label)
    while left:
        free = [model for model in left if not any(_points_at(o, model) for o in left)]
        yield from free
        left = [model for model in left if model not in free]


def _points_at(one: type[Model], other: type[Model]) -> bool:
    targets = {field.related_model for field in one._meta.concrete_fields if field.is_relation}
    return one is not other and other in targets
