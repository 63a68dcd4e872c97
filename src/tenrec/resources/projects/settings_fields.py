"""The writable settings of a project: name, what it may be, and what it is for."""

import json
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from tenrec.resources.projects import shapes

_MOST_BYTES = 65_536
_VITALS = frozenset({"CLS", "FCP", "INP", "LCP"})
_NAMES = shapes.texts(most=100, length=400)


class JSONSetting(serializers.JSONField):
    """JSON of a known shape and a bounded size."""

    def __init__(self, shape: shapes.Check, words: str, *, nullable: bool = True) -> None:
        super().__init__(required=False, allow_null=nullable, help_text=words)
        self._shape = shape

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        shapes.check_storable(value)
        if len(json.dumps(value)) > _MOST_BYTES:
            raise serializers.ValidationError(
                f"At most {_MOST_BYTES:,} bytes of JSON.", code="max_length"
            )
        return self._shape(value)


def _flag(words: str) -> serializers.BooleanField:
    return serializers.BooleanField(required=False, allow_null=True, help_text=words)


def _switch(words: str) -> serializers.BooleanField:
    return serializers.BooleanField(required=False, help_text=words)


def _choice(choices: list[Any], words: str, *, nullable: bool = True) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=choices, required=False, allow_null=nullable, help_text=words
    )


def _text(length: int, words: str) -> serializers.CharField:
    return serializers.CharField(
        max_length=length, required=False, allow_null=True, allow_blank=True, help_text=words
    )


def _number(most: int, words: str) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=most, required=False, allow_null=True, help_text=words
    )


def recording_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """Session recordings."""
    return {
        "capture_console_log_opt_in": _flag("Record the console, too."),
        "capture_performance_opt_in": _flag("Record network timings, too."),
        "recording_domains": JSONSetting(
            shapes.web_addresses, "Where recordings may be made; null means everywhere."
        ),
        "session_recording_opt_in": _switch("Whether SDKs record sessions."),
        "session_recording_sample_rate": serializers.DecimalField(
            max_digits=3,
            decimal_places=2,
            min_value=Decimal(0),
            max_value=Decimal(1),
            required=False,
            allow_null=True,
            help_text="The part of sessions that is recorded, such as 0.25.",
        ),
        "session_recording_minimum_duration_milliseconds": _number(
            30_000, "Shorter sessions are not recorded."
        ),
        "session_recording_linked_flag": JSONSetting(
            shapes.linked_flag, "Record only where this flag is on: {id, key, variant}."
        ),
        "session_recording_network_payload_capture_config": JSONSetting(
            shapes.members(recordHeaders=bool, recordBody=bool),
            "Whether headers and bodies of requests are recorded.",
        ),
        "session_recording_masking_config": JSONSetting(
            shapes.members(maskAllInputs=bool, maskTextSelector=str, blockSelector=str),
            "What is made unreadable.",
        ),
        "session_recording_url_trigger_config": JSONSetting(
            shapes.each_of(shapes.url_trigger), "Record once one of these pages is seen."
        ),
        "session_recording_url_blocklist_config": JSONSetting(
            shapes.each_of(shapes.url_trigger), "Pause on these pages."
        ),
        "session_recording_event_trigger_config": JSONSetting(
            _NAMES, "Record once one of these events is sent."
        ),
        "session_recording_trigger_match_type_config": _choice(
            ["all", "any"], "Whether all triggers are needed."
        ),
        "session_recording_retention_period": _choice(
            ["30d", "90d", "1y", "5y"], "How long recordings are kept.", nullable=False
        ),
        "session_replay_config": JSONSetting(shapes.an_object, "Further settings of recordings."),
    }


def capture_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """What SDKs do by themselves."""
    return {
        "app_urls": JSONSetting(
            shapes.web_addresses, "Where the product runs that is measured.", nullable=False
        ),
        "data_attributes": JSONSetting(
            _NAMES, "Attributes of elements that autocapture keeps.", nullable=False
        ),
        "autocapture_opt_out": _flag("Whether SDKs leave clicks alone."),
        "autocapture_exceptions_opt_in": _flag("Whether SDKs send exceptions."),
        "autocapture_exceptions_errors_to_ignore": JSONSetting(
            _NAMES, "Exceptions whose text contains one of these are not sent."
        ),
        "autocapture_web_vitals_opt_in": _flag("Whether SDKs send web vitals."),
        "autocapture_web_vitals_allowed_metrics": JSONSetting(
            shapes.texts(choices=_VITALS), "Which: CLS, FCP, INP, LCP."
        ),
        "capture_dead_clicks": _flag("Whether SDKs send clicks that did nothing."),
        "cookieless_server_hash_mode": _choice(
            [0, 1, 2], "Visitors without cookies: 0 off, 1 and 2 by a hash of the server."
        ),
        "heatmaps_opt_in": _flag("Whether SDKs send where the mouse was."),
        "inject_web_apps": _flag("Whether site apps may run."),
        "surveys_opt_in": _flag("Whether SDKs show surveys."),
        "survey_config": JSONSetting(shapes.an_object, "How surveys look."),
        "flags_persistence_default": _flag("Whether new flags stay the same after log-in."),
        "feature_flag_confirmation_enabled": _flag("Whether changes of flags ask first."),
        "feature_flag_confirmation_message": _text(1000, "What they ask."),
    }


def analysis_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """How what was captured is read."""
    return {
        "test_account_filters": JSONSetting(
            shapes.each_of(shapes.property_filter),
            "Filters that leave out your own people.",
            nullable=False,
        ),
        "test_account_filters_default_checked": _flag("Whether new insights use them."),
        "path_cleaning_filters": JSONSetting(
            shapes.each_of(shapes.path_cleaning), "Rules {alias, regex} that shorten paths."
        ),
        "person_display_name_properties": JSONSetting(
            shapes.texts(most=20), "Properties of which the first one names a person."
        ),
        "correlation_config": JSONSetting(
            shapes.members(
                excluded_person_property_names=list,
                excluded_property_names=list,
                excluded_event_names=list,
            ),
            "What correlations leave out.",
        ),
        "week_start_day": _choice([0, 1], "0 Sunday, 1 Monday."),
        "primary_dashboard": serializers.IntegerField(
            min_value=1,
            max_value=2**63 - 1,
            required=False,
            allow_null=True,
            help_text="The dashboard of the home page.",
        ),
        "live_events_columns": JSONSetting(_NAMES, "The columns of the live list."),
        "modifiers": JSONSetting(shapes.an_object, "How queries are run."),
        "default_data_theme": serializers.IntegerField(
            min_value=1,
            max_value=2**63 - 1,
            required=False,
            allow_null=True,
            help_text="The palette of new insights.",
        ),
        "human_friendly_comparison_periods": _flag("Compare with the same weekdays."),
        "base_currency": serializers.CharField(
            max_length=3, required=False, validators=[shapes.currency], help_text="Such as EUR."
        ),
        "revenue_analytics_config": JSONSetting(shapes.an_object, "What counts as revenue."),
        "marketing_analytics_config": JSONSetting(shapes.an_object, "Sources of costs."),
    }


def onboarding_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    """What people said and did when they began."""
    return {
        "product_description": _text(1000, "What the product is that is measured."),
        "slack_incoming_webhook": _text(500, "An address of Slack that hears of new things."),
        "completed_snippet_onboarding": _switch("Whether the snippet was shown."),
        "has_completed_onboarding_for": JSONSetting(
            shapes.flags, "For which products the introduction is over."
        ),
        "onboarding_tasks": JSONSetting(shapes.an_object, "Which first steps are done."),
        "is_demo": _switch("Whether its events were made up."),
        "access_control": _switch("Kept for clients of PostHog: every member may enter."),
        "extra_settings": JSONSetting(shapes.an_object, "Whatever clients keep here."),
    }
