"""Projects that were deleted: the project itself is gone at once, its data within minutes."""

import uuid

from django.db import models
from django.utils.timezone import now


class ProjectDeletion(models.Model):
    """What is told of one; it knows the organization by id and name, which may be gone, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project_id = models.BigIntegerField()
    project_name = models.CharField(max_length=200)
    organization_id = models.UUIDField(db_index=True)
    organization_name = models.CharField(max_length=64)
    requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=now)
    # Events that were being stored at that moment: before this place in the journal.
    stored_before = models.BigIntegerField(null=True)
    deleted_rows = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
