"""A variable of SQL: `{variables.code_name}` in a query."""

import uuid

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn


class InsightVariable(models.Model):
    """Its `code_name` comes from its first name and stays: queries are written with it."""

    class Type(models.TextChoices):
        STRING = "String"
        NUMBER = "Number"
        BOOLEAN = "Boolean"
        LIST = "List"
        DATE = "Date"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400)
    code_name = models.CharField(max_length=400)
    type = models.CharField(max_length=128, choices=Type.choices)
    default_value = ExactJSONColumn(null=True)
    values = ExactJSONColumn(null=True)
    is_multi = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "code_name"], name="one_code_name")
        ]
