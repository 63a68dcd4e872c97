"""The link to a dashboard or insight, and the passwords that open it."""

import secrets

from django.db import models
from django.utils.timezone import now

from tenrec.rest.json_column import ExactJSONColumn


def new_access_token() -> str:
    """240 bits of chance: a link cannot be guessed."""
    return secrets.token_urlsafe(30)


class Sharing(models.Model):
    """Exactly one of `dashboard` and `insight` is set."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    dashboard = models.OneToOneField(
        "dashboards.Dashboard", on_delete=models.CASCADE, null=True, related_name="sharing"
    )
    insight = models.OneToOneField(
        "insights.Insight", on_delete=models.CASCADE, null=True, related_name="sharing"
    )
    enabled = models.BooleanField(default=False)
    access_token = models.CharField(max_length=400, unique=True, default=new_access_token)
    settings = ExactJSONColumn(null=True)
    password_required = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(insight__isnull=True) ^ models.Q(dashboard__isnull=True),
                name="insight_or_dashboard",
            )
        ]


class SharePassword(models.Model):
    """One of the passwords of a link; only its hash is kept."""

    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, related_name="passwords")
    secure_value = models.CharField(max_length=300)
    note = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
