"""A notebook; its content is a tree of nodes that the editor makes."""

import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn

_ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_short_id() -> str:
    """What addresses have: eight characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class Notebook(models.Model):
    """`version` counts the changes of the content; `contained` is what lists are asked about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    short_id = models.CharField(max_length=12, default=new_short_id, editable=False)
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=256, null=True, blank=True)
    content = ExactJSONColumn(null=True, blank=True)
    text_content = models.TextField(null=True, blank=True)
    contained = models.TextField(default="")
    version = models.IntegerField(default=0)
    deleted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    last_modified_at = models.DateTimeField(default=now)
    last_modified_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "short_id"], name="one_notebook_short_id")
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "deleted", "-last_modified_at"], name="notebook_newest")
        ]
