"""A dashboard, its tiles, the texts on them, and who may change a locked one."""

import uuid

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn

LONGEST_TEXT = 4000


class Restriction(models.IntegerChoices):
    """Who may change a dashboard; the same numbers say what one may do with it."""

    EVERYONE = 21
    COLLABORATORS = 37


class Dashboard(models.Model):
    """`filters` and `variables` are laid over the insights on it."""

    class CreationMode(models.TextChoices):
        DEFAULT = "default"
        TEMPLATE = "template"
        DUPLICATE = "duplicate"
        UNLISTED = "unlisted"

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400, null=True, blank=True)
    description = models.TextField(blank=True, default="")
    pinned = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    tags = models.JSONField(default=list)
    filters = ExactJSONColumn(default=dict)
    variables = ExactJSONColumn(null=True, default=dict)
    breakdown_colors = ExactJSONColumn(null=True, default=list)
    data_color_theme_id = models.IntegerField(null=True, blank=True)
    restriction_level = models.PositiveSmallIntegerField(
        choices=Restriction.choices, default=Restriction.EVERYONE
    )
    creation_mode = models.CharField(
        max_length=16, choices=CreationMode.choices, default=CreationMode.DEFAULT, editable=False
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    last_accessed_at = models.DateTimeField(null=True, blank=True)


class Text(models.Model):
    """The words of a text card, in Markdown."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    body = models.CharField(max_length=LONGEST_TEXT)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    last_modified_at = models.DateTimeField(default=now)
    last_modified_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )


class Tile(models.Model):
    """An insight or a text at its place on the grid; `layouts` by screen: `sm` and `xs`."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="tiles")
    insight = models.ForeignKey(
        "insights.Insight", on_delete=models.CASCADE, null=True, related_name="tiles"
    )
    text = models.ForeignKey(Text, on_delete=models.CASCADE, null=True, related_name="tiles")
    layouts = ExactJSONColumn(default=dict)
    color = models.CharField(max_length=400, null=True, blank=True)
    order = models.IntegerField(default=0)
    deleted = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dashboard", "insight"], name="one_tile"),
            models.CheckConstraint(
                condition=models.Q(insight__isnull=True) ^ models.Q(text__isnull=True),
                name="insight_or_text",
            ),
        ]


class Collaborator(models.Model):
    """A user who may change a dashboard that only collaborators change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="collaborators")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(
        choices=Restriction.choices, default=Restriction.COLLABORATORS
    )
    added_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dashboard", "user"], name="one_collaborator")
        ]
