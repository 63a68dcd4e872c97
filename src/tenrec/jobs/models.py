"""Who runs which job until when, and when each periodic job is due; jobs are rows of Tasks."""

from typing import ClassVar

from django.db import models


class Lease(models.Model):
    """A worker's claim on a running job: renewed while it lives, so a lapsed one means a crash."""

    task = models.OneToOneField(
        "django_tasks_database.DBTaskResult",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    worker = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="lease_expiry")]


class Schedule(models.Model):
    """When a periodic job is due next; whoever moves it on has taken the period."""

    name = models.CharField(max_length=300, primary_key=True)
    next_at = models.DateTimeField()
