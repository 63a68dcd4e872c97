"""A template that a project saved."""

import uuid

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn


class DashboardTemplate(models.Model):
    """Tiles without ids: the queries and texts from which a dashboard is made."""

    class Scope(models.TextChoices):
        TEAM = "team"
        GLOBAL = "global"
        FEATURE_FLAG = "feature_flag"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        "accounts.Project", on_delete=models.CASCADE, null=True, related_name="+"
    )
    template_name = models.CharField(max_length=400, null=True, blank=True)
    dashboard_description = models.CharField(max_length=400, null=True, blank=True)
    dashboard_filters = ExactJSONColumn(null=True)
    tags = models.JSONField(default=list, null=True)
    tiles = ExactJSONColumn(default=list)
    variables = ExactJSONColumn(null=True)
    deleted = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now, null=True)
    image_url = models.CharField(max_length=8201, null=True, blank=True)
    scope = models.CharField(max_length=24, choices=Scope.choices, null=True, default=Scope.TEAM)
    availability_contexts = models.JSONField(null=True, blank=True)
