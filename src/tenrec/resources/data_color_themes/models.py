"""A palette of a project."""

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn


class DataColorTheme(models.Model):
    """`colors` maps `preset-1`, `preset-2`, … to `#rrggbb`."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    colors = ExactJSONColumn(default=dict)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
