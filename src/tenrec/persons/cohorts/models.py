"""What the state database keeps of cohorts; who is in them is in the event store.

A calculation writes the members under a number of its own (`attempt`) and then makes that number
the `version` from which questions are answered. The members of a static cohort are kept here as
well: its calculations copy them.
"""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import now


class Cohort(models.Model):
    """A named set of persons: static (listed) or dynamic (whoever meets `filters`)."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400, null=True, blank=True)
    description = models.CharField(max_length=1000, blank=True, default="")
    deleted = models.BooleanField(default=False)
    filters = models.JSONField(default=dict, blank=True)
    groups = models.JSONField(default=list, blank=True)
    query = models.JSONField(null=True, blank=True)
    is_static = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)

    is_calculating = models.BooleanField(default=False)
    is_queued = models.BooleanField(default=False)
    """A calculation was asked for and has not begun."""
    queued_at = models.DateTimeField(null=True)
    attempt = models.BigIntegerField(default=0)
    version = models.BigIntegerField(null=True)
    last_calculation = models.DateTimeField(null=True)
    errors_calculating = models.PositiveIntegerField(default=0)
    last_error_message = models.TextField(null=True)
    count = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "deleted", "-created_at"], name="cohort_of_project")
        ]


class CohortMember(models.Model):
    """Somebody in a static cohort. By uuid: a merge or deletion never waits for this table."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person_uuid = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "person_uuid"], name="one_cohort_member")
        ]
        indexes: ClassVar = [models.Index(fields=["person_uuid"], name="cohort_member_person")]


class CohortSource(models.Model):
    """What is still to be added to a static cohort, in pieces that one transaction can take."""

    class Kind(models.TextChoices):
        PERSON = "person_id"
        DISTINCT_ID = "distinct_id"
        EMAIL = "email"
        COHORT = "cohort"
        QUERY = "query"

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.JSONField()


class CohortCalculation(models.Model):
    """One calculation of a cohort: what was asked, how long it took, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="calculations")
    filters = models.JSONField(default=dict)
    count = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    queries = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    error = models.TextField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["cohort", "-started_at"], name="calculation_of_cohort")
        ]
