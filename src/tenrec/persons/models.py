"""Who stands behind the events of a project, and the groups they belong to.

`team_id` is the project's id as a plain number: ingestion never joins accounts.
`properties` is JSON *text*: what a client sent comes back digit by digit.

Versions decide which row of the event store is the newest, so they may only grow. Whoever
deletes a person publishes tombstones (`is_deleted`) at `version + TOMBSTONE_STEP`, keeps that
number in a `PersonTombstone`, and keeps the rows of its distinct ids with `person = NULL` and
the same step added to their version. Whoever comes back goes on from there.
"""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.timezone import now

from tenrec.persons.cohorts.models import (  # noqa: F401  Django finds them here
    Cohort,
    CohortCalculation,
    CohortMember,
    CohortSource,
)
from tenrec.persons.merge import MAX_ID_LENGTH


class Person(models.Model):
    """Somebody. `uuid` is what the event store and the API know."""

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    uuid = models.UUIDField()
    properties = models.TextField(default="{}")
    is_identified = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "uuid"], name="one_person")
        ]
        indexes: ClassVar = [models.Index(fields=["team_id", "id"], name="person_of_team")]


class PersonDistinctId(models.Model):
    """A name under which a person sends events; without a person: it was deleted with it."""

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    distinct_id = models.CharField(max_length=MAX_ID_LENGTH)
    # PROTECT: a person whose ids still point at it may not vanish without their tombstones.
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="distinct_ids"
    )
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "distinct_id"], name="one_distinct_id")
        ]


class PersonlessDistinctId(models.Model):
    """A distinct id that was used without a person; `is_merged` once it got one by a merge."""

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    distinct_id = models.CharField(max_length=MAX_ID_LENGTH)
    is_merged = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_id", "distinct_id"], name="one_personless_distinct_id"
            )
        ]


class PersonTombstone(models.Model):
    """The version at which a person left the event store: merged into another, or deleted."""

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    uuid = models.UUIDField()
    version = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "uuid"], name="one_tombstone")
        ]


class PersonDeletion(models.Model):
    """Somebody asked to delete persons, or only what they did; tells when all of it is gone.

    The names are kept only until then: afterwards the row tells nothing but uuids and counts.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Events that were sent before the request are being stored."
        ERASING = "erasing", "The persons are gone; their rows are being removed."
        DONE = "done", "Everything is removed."
        FAILED = "failed", "It was tried often and in vain; `error` says why."

    id = models.UUIDField(primary_key=True, default=uuid4)
    team_id = models.BigIntegerField()
    requested_by_id = models.BigIntegerField(null=True)
    requested_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    persons = models.JSONField(default=list)
    """Uuids; at first those that were asked for, then all that they turned out to be."""
    distinct_ids = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    """The version of the tombstone of each person, and of each distinct id."""
    deletes_person = models.BooleanField(default=True)
    deletes_events = models.BooleanField(default=False)
    deletes_recordings = models.BooleanField(default=False)
    cut_at = models.DateTimeField(null=True)
    """What was stored before is deleted, what was stored after belongs to somebody new."""
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team_id", "requested_at"], name="deletion_of_team")
        ]


class GroupType(models.Model):
    """A kind of group (`company`); its index is the N of `$group_N`."""

    MAX_PER_TEAM = 5

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    index = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=now)
    # How people call it and show it; the worker never writes these.
    name_singular = models.CharField(max_length=400, null=True)
    name_plural = models.CharField(max_length=400, null=True)
    default_columns = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "name"], name="one_group_type"),
            models.UniqueConstraint(fields=["team_id", "index"], name="one_group_index"),
        ]


class Group(models.Model):
    """One group of a type; made by `$groupidentify` only."""

    id = models.BigAutoField(primary_key=True)
    team_id = models.BigIntegerField()
    group_type_index = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=400)
    properties = models.TextField(default="{}")
    created_at = models.DateTimeField()
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "group_type_index", "key"], name="one_group")
        ]
