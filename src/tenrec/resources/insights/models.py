"""An insight, and who looked at it when."""

import secrets
from typing import Any

from django.db import models
from django.utils.timezone import now

from tenrec.query.source import source_of
from tenrec.rest.json_column import ExactJSONColumn

_TYPES = {
    "TrendsQuery": "TRENDS",
    "FunnelsQuery": "FUNNELS",
    "RetentionQuery": "RETENTION",
    "PathsQuery": "PATHS",
    "StickinessQuery": "STICKINESS",
    "LifecycleQuery": "LIFECYCLE",
    "HogQLQuery": "SQL",
}
_ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_short_id() -> str:
    """Eight characters, the first a letter: it must never read as a number, which is an id."""
    first = secrets.choice(_ALPHABET[:48])
    return first + "".join(secrets.choice(_ALPHABET) for _ in range(7))


class Insight(models.Model):
    """`query` is kept as it was sent; `filters` is what insights had before queries."""

    short_id = models.CharField(max_length=12, default=new_short_id, editable=False)
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400, null=True, blank=True)
    derived_name = models.CharField(max_length=400, null=True, blank=True)
    description = models.CharField(max_length=400, null=True, blank=True)
    query = ExactJSONColumn(null=True)
    filters = ExactJSONColumn(default=dict)
    # TRENDS, FUNNELS, … SQL, JSON: what lists are narrowed by.
    type = models.CharField(max_length=16, null=True, editable=False)
    order = models.IntegerField(null=True, blank=True)
    deleted = models.BooleanField(default=False)
    saved = models.BooleanField(default=False)
    favorited = models.BooleanField(default=False)
    tags = models.JSONField(default=list)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)
    last_modified_at = models.DateTimeField(default=now)
    last_modified_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "short_id"], name="one_short_id")]
        indexes = [
            models.Index(fields=["project", "deleted", "-last_modified_at"], name="insights_newest")
        ]

    @staticmethod
    def type_for(query: Any, filters: Any = None) -> str | None:
        """Of the question inside of its wrappers; of the old filters where there is no query."""
        if query is not None:
            return _TYPES.get(source_of(query).get("kind", ""), "JSON")
        return str(filters.get("insight") or "TRENDS") if filters else None


class InsightView(models.Model):
    """When a user last looked at an insight."""

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="views")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    last_viewed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["insight", "user"], name="one_view")]
