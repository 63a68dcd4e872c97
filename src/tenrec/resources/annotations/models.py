"""A note pinned to a date, about an insight, a dashboard, the project or the organization."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now


class Annotation(models.Model):
    """`date_marker` is where it stands on a chart; without one it stands at its creation."""

    class Scope(models.TextChoices):
        INSIGHT = "dashboard_item"
        DASHBOARD = "dashboard"
        PROJECT = "project"
        ORGANIZATION = "organization"
        RECORDING = "recording"

    class CreationType(models.TextChoices):
        USER = "USR"
        BOT = "GIT"

    project = models.ForeignKey(
        "accounts.Project", on_delete=models.CASCADE, related_name="annotations"
    )
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+"
    )
    content = models.CharField(max_length=8192, null=True, blank=True)
    date_marker = models.DateTimeField(null=True, blank=True)
    creation_type = models.CharField(
        max_length=3, choices=CreationType.choices, default=CreationType.USER
    )
    scope = models.CharField(max_length=24, choices=Scope.choices, default=Scope.INSIGHT)
    # Loose on purpose: an insight or dashboard that is removed takes no annotation with it.
    dashboard_item = models.BigIntegerField(null=True)
    dashboard_id = models.BigIntegerField(null=True)
    deleted = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "scope"], name="annotation_of_organization")
        ]
