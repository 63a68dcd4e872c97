"""What the state database keeps of feature flags."""

from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import now

from tenrec.flags.rollout import rollout_of


class FeatureFlag(models.Model):
    """A flag of a project; `filters` say for whom it is on, and what it is then.

    `name` is its description. A deleted flag keeps its key until a new one takes it.
    """

    class Runtime(models.TextChoices):
        SERVER = "server"
        CLIENT = "client"
        ALL = "all"

    class Bucketing(models.TextChoices):
        DISTINCT_ID = "distinct_id"
        DEVICE_ID = "device_id"

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=400)
    name = models.TextField(blank=True, default="")
    filters = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    archived = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    tags = models.JSONField(default=list)
    evaluation_contexts = models.JSONField(default=list)
    evaluation_runtime = models.CharField(
        max_length=10, choices=Runtime.choices, default=Runtime.ALL, null=True, blank=True
    )
    bucketing_identifier = models.CharField(
        max_length=20, choices=Bucketing.choices, null=True, blank=True
    )
    ensure_experience_continuity = models.BooleanField(default=False)
    is_remote_configuration = models.BooleanField(default=False)
    has_encrypted_payloads = models.BooleanField(default=False)
    has_enriched_analytics = models.BooleanField(default=False)
    rollback_conditions = models.JSONField(null=True, default=None)
    performed_rollback = models.BooleanField(default=False)
    usage_dashboard = models.ForeignKey(
        "dashboards.Dashboard", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    usage_dashboard_is_enriched = models.BooleanField(default=False)
    analytics_dashboards: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "dashboards.Dashboard", related_name="+"
    )
    last_called_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)
    last_modified_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # What lists are narrowed by, told by `filters` at every save.
    is_multivariate = models.BooleanField(default=False, editable=False)
    is_for_everybody = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "key"],
                condition=models.Q(deleted=False),
                name="one_live_flag_of_a_key",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["project", "deleted", "-created_at"], name="flags_of_project")
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        rollout = rollout_of(self.filters)
        self.is_multivariate = rollout.is_multivariate
        self.is_for_everybody = rollout.is_for_everybody
        names = kwargs.get("update_fields")
        if names is not None and "filters" in names:
            kwargs["update_fields"] = {*names, "is_multivariate", "is_for_everybody"}
        super().save(*args, **kwargs)


class HashKeyOverride(models.Model):
    """By which identifier a person was put into a flag's rollout before they were known.

    By uuid and key: neither a merge of persons nor a change of flags waits for this table.
    """

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    person_uuid = models.UUIDField()
    feature_flag_key = models.CharField(max_length=400)
    hash_key = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "person_uuid", "feature_flag_key"], name="one_hash_key"
            )
        ]
