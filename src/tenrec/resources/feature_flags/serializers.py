"""A feature flag as the API shows and takes it."""

import re
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.core.errors import BadRequest
from tenrec.flags.models import FeatureFlag, HashKeyOverride
from tenrec.flags.rollout import groups_of
from tenrec.resources.feature_flags import references, usage
from tenrec.resources.feature_flags.conflicts import check_version
from tenrec.resources.feature_flags.fields import AnyJSON, DashboardsField, FiltersField
from tenrec.resources.feature_flags.payloads import closed, shown_filters
from tenrec.resources.feature_flags.room import check_room
from tenrec.resources.feature_flags.status import status_of
from tenrec.rest.boards.fields import ObjectField
from tenrec.rest.boards.placing import find_dashboards
from tenrec.rest.fields import FolderField
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.tags import TagsField

_KEY = re.compile(r"[a-zA-Z0-9_-]+")
_TAKEN = "There is already a feature flag with this key."
_CONTEXTS = (
    "feature_flags",
    "experiments",
    "surveys",
    "early_access_features",
    "web_experiments",
    "product_tours",
)
_ENROLLMENT = "$feature_enrollment/"


class FeatureFlagSerializer(serializers.ModelSerializer[FeatureFlag]):
    """A feature flag."""

    key = serializers.CharField(
        max_length=400, help_text="What code asks for: letters, digits, - and _."
    )
    name = serializers.CharField(
        required=False, allow_blank=True, max_length=10_000, help_text="The description."
    )
    filters = FiltersField(required=False, help_text="For whom it is on, and what it is then.")
    created_by = UserBasicSerializer(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(required=False)
    last_modified_by = UserBasicSerializer(read_only=True, allow_null=True)
    version = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1,
        help_text="In a body, with `original_flag`: the version that the changes are made to.",
    )  # fmt: skip
    original_flag = ObjectField(
        write_only=True, required=False, allow_null=True,
        help_text="The flag as it was read. Who changes what somebody else changed since gets 409.",
    )  # fmt: skip
    is_simple_flag = serializers.SerializerMethodField(
        help_text="One group of conditions without any property."
    )
    rollout_percentage = serializers.SerializerMethodField(help_text="Of a simple flag.")
    experiment_set = serializers.SerializerMethodField(help_text="Experiments on it.")
    surveys = serializers.SerializerMethodField(help_text="Surveys that it decides about.")
    features = serializers.SerializerMethodField(help_text="Early access features of it.")
    rollback_conditions = AnyJSON(required=False, allow_null=True)
    can_edit = serializers.SerializerMethodField(help_text="Whether the caller may change it.")
    tags = TagsField()
    evaluation_tags = TagsField(
        source="evaluation_contexts",
        help_text="The older name of `evaluation_contexts`.",
    )
    evaluation_contexts = TagsField(
        help_text="Only requests that name one of these get the flag; none: every request does."
    )
    usage_dashboard = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    analytics_dashboards = DashboardsField(required=False)
    user_access_level = serializers.SerializerMethodField()
    creation_context = serializers.ChoiceField(
        choices=_CONTEXTS, write_only=True, required=False, help_text="Which product made it."
    )
    status = serializers.SerializerMethodField(help_text="ACTIVE, STALE, ARCHIVED or DELETED.")
    _create_in_folder = FolderField()
    _should_create_usage_dashboard = serializers.BooleanField(
        write_only=True, required=False, default=True,
        help_text="Whether a dashboard of its calls is made with it.",
    )  # fmt: skip

    class Meta:
        model = FeatureFlag
        fields: ClassVar = [
            "id",
            "name",
            "key",
            "filters",
            "deleted",
            "active",
            "archived",
            "created_by",
            "created_at",
            "updated_at",
            "version",
            "original_flag",
            "last_modified_by",
            "is_simple_flag",
            "rollout_percentage",
            "ensure_experience_continuity",
            "experiment_set",
            "surveys",
            "features",
            "rollback_conditions",
            "performed_rollback",
            "can_edit",
            "tags",
            "evaluation_tags",
            "evaluation_contexts",
            "usage_dashboard",
            "analytics_dashboards",
            "has_enriched_analytics",
            "user_access_level",
            "creation_context",
            "is_remote_configuration",
            "has_encrypted_payloads",
            "status",
            "evaluation_runtime",
            "bucketing_identifier",
            "last_called_at",
            "_create_in_folder",
            "_should_create_usage_dashboard",
        ]
        read_only_fields: ClassVar = ["id", "updated_at", "last_called_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "active": {"help_text": "Whether anybody gets it at all."},
            "archived": {"help_text": "Hidden from lists; an archived flag is never active."},
            "deleted": {"help_text": "true deletes it, false brings it back."},
            "ensure_experience_continuity": {
                "help_text": "Who logs in keeps what they had before."
            },
            "is_remote_configuration": {"help_text": "Only its payload is asked for."},
            "has_encrypted_payloads": {
                "help_text": "The payload is kept encrypted and shown to personal API keys only."
            },
            "evaluation_runtime": {"help_text": "Which SDKs get it: server, client or all."},
            "bucketing_identifier": {"help_text": "By what persons are divided."},
        }

    def get_is_simple_flag(self, flag: FeatureFlag) -> bool:
        groups = groups_of(flag.filters)
        has_index = flag.filters.get("aggregation_group_type_index") is not None
        return len(groups) == 1 and not groups[0].get("properties") and not has_index

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_rollout_percentage(self, flag: FeatureFlag) -> float | None:
        if not self.get_is_simple_flag(flag):
            return None
        share: float | None = groups_of(flag.filters)[0].get("rollout_percentage")
        return share

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_experiment_set(self, flag: FeatureFlag) -> list[int]:
        return []

    @extend_schema_field(serializers.ListField(child=ObjectField()))
    def get_surveys(self, flag: FeatureFlag) -> list[Any]:
        return []

    @extend_schema_field(serializers.ListField(child=ObjectField()))
    def get_features(self, flag: FeatureFlag) -> list[Any]:
        return []

    def get_can_edit(self, flag: FeatureFlag) -> bool:
        return True  # whoever is a member of the project

    def get_user_access_level(self, flag: FeatureFlag) -> str:
        return "editor"

    def get_status(self, flag: FeatureFlag) -> str:
        return status_of(flag)[0].upper()

    def validate_key(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise serializers.ValidationError(
                "Only letters, numbers, hyphens (-) & underscores (_) are allowed.",
                code="invalid_key",
            )
        return key

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        flag = self.instance
        filters = attrs.get("filters")
        if filters is not None:
            references.check_references(self._project.id, filters, flag)
        self._check_key(flag, attrs)
        check_room(self._project.id, flag, attrs)
        if flag is not None:
            _check_steps(flag, attrs)
        elif attrs.get("archived") and attrs.get("active", True):
            raise _archived_and_active("archived")
        closed(flag, attrs, self._project.id)
        if "analytics_dashboards" in attrs:
            ids, name = attrs["analytics_dashboards"], "analytics_dashboards"
            attrs[name] = list(find_dashboards(ids, self._project, name).values())
        attrs.pop("creation_context", None)
        return attrs

    def _check_key(self, flag: FeatureFlag | None, attrs: dict[str, Any]) -> None:
        """Of flags that are not deleted, only one has a key."""
        if attrs.get("deleted", flag is not None and flag.deleted):
            return
        key = attrs.get("key") or (flag.key if flag is not None else "")
        others = FeatureFlag.objects.filter(project=self._project, key=key, deleted=False)
        if flag is not None:
            others = others.exclude(pk=flag.pk)
        if others.exists():
            raise serializers.ValidationError({"key": [_TAKEN]}, code="unique")

    def create(self, validated_data: dict[str, Any]) -> FeatureFlag:
        dashboards = validated_data.pop("analytics_dashboards", [])
        has_usage = validated_data.pop("_should_create_usage_dashboard", True)
        validated_data.pop("original_flag", None)
        validated_data["version"] = 1
        validated_data.setdefault("filters", {"groups": []})
        tags = list(self._project.default_evaluation_tags)
        validated_data.setdefault("evaluation_contexts", tags)
        key = validated_data["key"]
        FeatureFlag.objects.filter(project=self._project, key=key, deleted=True).delete()
        flag = _saved(FeatureFlag(**validated_data))
        if dashboards:
            flag.analytics_dashboards.set(dashboards)
        if has_usage and not flag.deleted:
            usage.make(flag, validated_data.get("created_by"))
        return flag

    def update(self, instance: FeatureFlag, validated_data: dict[str, Any]) -> FeatureFlag:
        known = validated_data.pop("version", None)
        original = validated_data.pop("original_flag", None)
        validated_data.pop("_should_create_usage_dashboard", None)
        if known is not None and known != instance.version and original:
            check_version(instance, self.to_representation(instance), self.initial_data, original)
        dashboards = validated_data.pop("analytics_dashboards", None)
        old_key = instance.key
        for name, value in validated_data.items():
            setattr(instance, name, value)
        if validated_data.get("active"):
            instance.performed_rollback = validated_data.get("performed_rollback", False)
        if instance.key != old_key:
            _follow_key(instance, old_key)
        instance.version += 1
        _saved(instance)
        if dashboards is not None:
            instance.analytics_dashboards.set(dashboards)
        if instance.key != old_key:
            usage.rename(instance, old_key)
        return instance

    def to_representation(self, instance: FeatureFlag) -> Any:
        shown = super().to_representation(instance)
        filters = shown_filters(instance, self.context.get("request"))
        shown["filters"] = references.with_cohort_names(filters, self._cohort_names(instance))
        return shown

    def _cohort_names(self, flag: FeatureFlag) -> dict[int, str | None]:
        """Looked up once for all flags of a page."""
        page = getattr(self.parent, "instance", None) if self.parent else None
        if not isinstance(page, list):
            return references.cohort_names(flag.project_id, [flag])
        if "_known_names" not in self.__dict__:
            self.__dict__["_known_names"] = references.cohort_names(flag.project_id, page)
        names: dict[int, str | None] = self.__dict__["_known_names"]
        return names

    @property
    def _project(self) -> Any:
        return self.context["project"]


def _check_steps(flag: FeatureFlag, attrs: dict[str, Any]) -> None:
    """What may become of a flag: deleted, turned off and on, archived."""
    if attrs.get("deleted") and not flag.deleted:
        references.check_deletable(flag)
    is_active = attrs.get("active", flag.active)
    if flag.active and not is_active:
        references.check_can_be_disabled(flag)
    if is_active and not flag.active:
        references.check_can_be_enabled(flag, attrs.get("filters", flag.filters))
    if is_active and attrs.get("archived", flag.archived):
        raise _archived_and_active("archived" if "archived" in attrs else "active")


def _archived_and_active(attr: str) -> BadRequest:
    return BadRequest("An archived flag must be disabled.", attr=attr)


def _saved(flag: FeatureFlag) -> FeatureFlag:
    """Two requests with one key at once: the second one is told what it would be told later."""
    try:
        with transaction.atomic():
            flag.save()
    except IntegrityError:
        raise serializers.ValidationError({"key": [_TAKEN]}, code="unique") from None
    return flag


def _follow_key(flag: FeatureFlag, old_key: str) -> None:
    """Properties named after the key, and what persons were divided by under it."""
    groups = flag.filters.get("super_groups")
    if groups:
        flag.filters = {**flag.filters, "super_groups": [_renamed(one, flag.key) for one in groups]}
    held = HashKeyOverride.objects.filter(project_id=flag.project_id)
    taken = held.filter(feature_flag_key=flag.key).values("person_uuid")
    mine = held.filter(feature_flag_key=old_key).exclude(person_uuid__in=taken)
    mine.update(feature_flag_key=flag.key)


def _renamed(group: dict[str, Any], key: str) -> dict[str, Any]:
    properties = [
        {**one, "key": f"{_ENROLLMENT}{key}"} if one["key"].startswith(_ENROLLMENT) else one
        for one in group["properties"]
    ]
    return {**group, "properties": properties}
