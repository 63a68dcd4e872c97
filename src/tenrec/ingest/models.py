"""How far the journal is stored, and what projects are told about events that went wrong."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.timezone import now


def _epoch() -> str:
    return secrets.token_hex(6)


class IngestState(models.Model):
    """One row: everything before `position` is stored; the batch in flight has fixed limits."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    epoch = models.CharField(max_length=16, default=_epoch, editable=False)
    """Part of every batch's name: a fresh state beside an old event store repeats no name."""
    position = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    """Events of the request at `position` that are stored: a large one takes several batches."""
    batch_from = models.BigIntegerField(null=True)
    batch_to = models.BigIntegerField(null=True)
    batch_done = models.BigIntegerField(default=0)
    """Events of the request at `batch_from` that earlier batches have stored."""
    batch_part = models.BigIntegerField(default=0)
    """Events of the request at `batch_to` that the batch in flight has, or an earlier one."""
    refused = models.JSONField(default=list)
    """Row ranges [table, first, after] of the batch in flight that the store refused whole."""
    stored = models.BigIntegerField(default=0)
    dead_letters = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)


class IngestionWarning(models.Model):
    """A sample of what went wrong; `WarningCount` knows how often."""

    team_id = models.BigIntegerField()
    type = models.CharField(max_length=200)
    source = models.CharField(max_length=40, default="ingest")
    details = models.JSONField(default=dict)
    timestamp = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team_id", "type", "timestamp"], name="warning_of_team"),
            models.Index(fields=["timestamp"], name="warning_age"),
        ]


class WarningCount(models.Model):
    """How many warnings of a type a project had in an hour."""

    team_id = models.BigIntegerField()
    type = models.CharField(max_length=200)
    hour = models.DateTimeField()
    count = models.BigIntegerField(default=0)
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "type", "hour"], name="one_warning_count")
        ]


class Dropped(models.Model):
    """How many events of a project were accepted but not stored on a day, and why."""

    team_id = models.BigIntegerField()
    reason = models.CharField(max_length=100)
    day = models.DateField()
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "reason", "day"], name="one_dropped_count")
        ]
