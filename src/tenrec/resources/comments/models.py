"""A comment on a thing of a project, or an answer to one."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn


class Comment(models.Model):
    """`scope` and `item_id` say on what; an answer has those of the comment it answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=79)
    item_id = models.CharField(max_length=72, null=True, blank=True)
    item_context = ExactJSONColumn(null=True, blank=True)
    content = models.TextField(null=True, blank=True)
    rich_content = ExactJSONColumn(null=True, blank=True)
    source_comment = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    version = models.IntegerField(default=0)
    is_emoji = models.BooleanField(default=False)
    is_task = models.BooleanField(default=False)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    mentioned = models.ManyToManyField("accounts.User", related_name="+")
    deleted = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["project", "scope", "item_id"], name="comment_of_item"),
            models.Index(fields=["project", "-created_at"], name="comment_of_project"),
        ]
