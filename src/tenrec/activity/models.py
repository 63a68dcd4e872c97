"""One row of the activity log: somebody did something to a thing."""

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import now


class ActivityLog(models.Model):
    """`scope` is the kind of thing (`Insight`), `activity` what happened to it (`updated`).

    `detail` holds `name`, `short_id` and `changes`. Without a user, the product itself did it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, null=True, related_name="+"
    )
    project = models.ForeignKey(
        "accounts.Project", on_delete=models.CASCADE, null=True, related_name="+"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    scope = models.CharField(max_length=79)
    item_id = models.CharField(max_length=400, null=True)
    activity = models.CharField(max_length=79)
    detail = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "scope", "item_id"], name="activity_of_item"),
            models.Index(fields=["project", "-created_at"], name="activity_of_project"),
            models.Index(fields=["organization", "-created_at"], name="activity_of_organization"),
        ]
