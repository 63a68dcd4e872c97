"""What is shown of every group of a kind: a dashboard, and measures."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.timezone import now


class GroupBoard(models.Model):
    """The dashboard that is shown of every group of a kind, filtered to that group."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    group_type_index = models.PositiveSmallIntegerField()
    dashboard = models.ForeignKey(
        "dashboards.Dashboard", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "group_type_index"], name="one_group_board")
        ]


class GroupMetric(models.Model):
    """A number over some days, of the events that `filters` choose."""

    class Format(models.TextChoices):
        NUMERIC = "numeric"
        CURRENCY = "currency"

    class Display(models.TextChoices):
        NUMBER = "number"
        SPARKLINE = "sparkline"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    group_type_index = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=64, choices=Format, default=Format.NUMERIC)
    interval = models.PositiveIntegerField(default=7)
    display = models.CharField(max_length=64, choices=Display, default=Display.NUMBER)
    filters = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "group_type_index", "name"], name="one_group_metric"
            )
        ]
