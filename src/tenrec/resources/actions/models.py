"""An action: a name for events that any of its steps describes."""

from typing import ClassVar

from django.db import models
from django.utils.timezone import now


class Action(models.Model):
    """`steps` are what tenrec.query.actions makes a condition of; live names are unique."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400, null=True, blank=True)
    description = models.TextField(blank=True, default="")
    tags = models.JSONField(default=list)
    post_to_slack = models.BooleanField(default=False)
    slack_message_format = models.CharField(max_length=1200, blank=True, default="")
    steps = models.JSONField(default=list)
    deleted = models.BooleanField(default=False)
    pinned_at = models.DateTimeField(null=True, blank=True)
    last_calculated_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=models.Q(deleted=False),
                name="one_live_action_of_a_name",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "-last_calculated_at"], name="action_recent")
        ]
