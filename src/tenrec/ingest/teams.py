"""The settings of projects that the pipeline obeys, at most a few seconds old."""

import time
from collections.abc import Iterable

from tenrec.accounts.models import Project
from tenrec.ingest.context import TeamSettings

SECONDS = 2.0


class Teams:
    """Loads what a batch needs; a project that does not exist is not there."""

    def __init__(self) -> None:
        self._known: dict[int, TeamSettings] = {}
        self._missing: set[int] = set()
        self._fresh_until = 0.0

    def load(self, wanted: Iterable[int]) -> dict[int, TeamSettings]:
        """The settings of these teams."""
        if time.monotonic() >= self._fresh_until:
            self.forget()
            self._fresh_until = time.monotonic() + SECONDS
        teams = set(wanted)
        unknown = teams - self._known.keys() - self._missing
        if unknown:
            self._read(unknown)
        return {team: self._known[team] for team in teams if team in self._known}

    def forget(self) -> None:
        """Reads anew next time."""
        self._known.clear()
        self._missing.clear()

    def _read(self, teams: set[int]) -> None:
        fields = (
            "id",
            "anonymize_ips",
            "person_processing_opt_out",
            "drop_events_older_than_seconds",
            "timezone",
            "ingested_event",
        )
        for row in Project.objects.filter(id__in=teams).values_list(*fields):
            self._known[row[0]] = TeamSettings(*row)
        self._missing |= teams - self._known.keys()
