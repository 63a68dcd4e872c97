"""Which event and property names a project has seen, and what type each property has."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.timezone import now


class Curated(models.Model):
    """What people say about a name that was seen; the worker never writes these columns."""

    description = models.TextField(blank=True, default="")
    tags = models.JSONField(default=list)
    hidden = models.BooleanField(default=False)
    verified = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(null=True)
    updated_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        abstract = True


class EventDefinition(Curated):
    """An event name; made at first sight, `last_seen_at` moves by whole hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    created_at = models.DateTimeField(null=True)
    # `created_at` is a whole hour, or unknown until an event comes: lists need the true moment
    # to leave out what came after their first page.
    added_at = models.DateTimeField(null=True, default=now)
    last_seen_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    default_columns = models.JSONField(default=list)
    primary_property = models.CharField(max_length=400, null=True)
    post_to_slack = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team_id", "name"], name="one_event_definition")
        ]
        indexes: ClassVar = [
            models.Index(fields=["team_id", "-last_seen_at"], name="event_definition_recent")
        ]


class PropertyDefinition(Curated):
    """A property name of events, persons, groups or sessions; the first type seen stays."""

    class Kind(models.IntegerChoices):
        EVENT = 1
        PERSON = 2
        GROUP = 3
        SESSION = 4

    NO_GROUP = -1
    """A unique key treats NULLs as different, so "not of a group" is a number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    type = models.PositiveSmallIntegerField(choices=Kind.choices, default=Kind.EVENT)
    group_type_index = models.SmallIntegerField(default=NO_GROUP)
    # Lists leave out what came after their first page.
    created_at = models.DateTimeField(null=True, default=now)
    property_type = models.CharField(max_length=50, null=True)
    is_numerical = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_id", "name", "type", "group_type_index"],
                name="one_property_definition",
            )
        ]


class EventProperty(models.Model):
    """An event of this name has carried a property of that name."""

    team_id = models.BigIntegerField()
    event = models.CharField(max_length=400)
    property = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_id", "event", "property"], name="one_event_property"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["team_id", "property"], name="event_property_by_name")
        ]


class PropertyShape(models.Model):
    """What a property was ever seen to hold (tenrec.taxonomy.shapes); outlives its definition.

    Without a row it held only scalars that their type describes.
    """

    team_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    type = models.PositiveSmallIntegerField(choices=PropertyDefinition.Kind.choices)
    group_type_index = models.SmallIntegerField(default=PropertyDefinition.NO_GROUP)
    shape = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_id", "name", "type", "group_type_index"], name="one_property_shape"
            )
        ]
