"""What a project may choose: the columns of its settings, in the words of PostHog."""

from django.db import models


def _data_attributes() -> list[str]:
    return ["data-attr"]


class RecordingSettings(models.Model):
    """What session recordings hold, and which are made."""

    capture_console_log_opt_in = models.BooleanField(null=True, blank=True, default=True)
    capture_performance_opt_in = models.BooleanField(null=True, blank=True, default=True)
    recording_domains = models.JSONField(null=True, blank=True)
    session_recording_opt_in = models.BooleanField(default=False)
    session_recording_sample_rate = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, blank=True
    )
    session_recording_minimum_duration_milliseconds = models.PositiveIntegerField(
        null=True, blank=True
    )
    session_recording_linked_flag = models.JSONField(null=True, blank=True)
    session_recording_network_payload_capture_config = models.JSONField(null=True, blank=True)
    session_recording_masking_config = models.JSONField(null=True, blank=True)
    session_recording_url_trigger_config = models.JSONField(null=True, blank=True)
    session_recording_url_blocklist_config = models.JSONField(null=True, blank=True)
    session_recording_event_trigger_config = models.JSONField(null=True, blank=True)
    session_recording_trigger_match_type_config = models.CharField(
        max_length=24, null=True, blank=True
    )
    session_recording_retention_period = models.CharField(max_length=3, default="30d")
    session_replay_config = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True


class CaptureSettings(models.Model):
    """What SDKs capture by themselves."""

    app_urls = models.JSONField(default=list)
    data_attributes = models.JSONField(default=_data_attributes)
    autocapture_opt_out = models.BooleanField(null=True, blank=True)
    autocapture_exceptions_opt_in = models.BooleanField(null=True, blank=True)
    autocapture_exceptions_errors_to_ignore = models.JSONField(null=True, blank=True)
    autocapture_web_vitals_opt_in = models.BooleanField(null=True, blank=True)
    autocapture_web_vitals_allowed_metrics = models.JSONField(null=True, blank=True)
    capture_dead_clicks = models.BooleanField(null=True, blank=True)
    cookieless_server_hash_mode = models.PositiveSmallIntegerField(null=True, blank=True)
    heatmaps_opt_in = models.BooleanField(null=True, blank=True)
    inject_web_apps = models.BooleanField(null=True, blank=True)
    surveys_opt_in = models.BooleanField(null=True, blank=True)
    survey_config = models.JSONField(null=True, blank=True)
    flags_persistence_default = models.BooleanField(null=True, blank=True)
    feature_flag_confirmation_enabled = models.BooleanField(null=True, blank=True)
    feature_flag_confirmation_message = models.TextField(null=True, blank=True)
    # Names of environments that feature flags are limited to; kept in the order of the alphabet.
    default_evaluation_tags = models.JSONField(default=list)

    class Meta:
        abstract = True


class AnalysisSettings(models.Model):
    """How what was captured is read."""

    test_account_filters = models.JSONField(default=list)
    test_account_filters_default_checked = models.BooleanField(null=True, blank=True)
    path_cleaning_filters = models.JSONField(null=True, blank=True, default=list)
    person_display_name_properties = models.JSONField(null=True, blank=True)
    correlation_config = models.JSONField(null=True, blank=True, default=dict)
    week_start_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # A number, not a relation: accounts know nothing of dashboards, and a hidden one stays.
    primary_dashboard = models.BigIntegerField(null=True, blank=True)
    live_events_columns = models.JSONField(null=True, blank=True)
    modifiers = models.JSONField(null=True, blank=True)
    default_data_theme = models.BigIntegerField(null=True, blank=True)
    human_friendly_comparison_periods = models.BooleanField(null=True, blank=True)
    base_currency = models.CharField(max_length=3, default="USD")
    revenue_analytics_config = models.JSONField(null=True, blank=True)
    marketing_analytics_config = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True


class OnboardingSettings(models.Model):
    """What people said and did when they began."""

    product_description = models.TextField(null=True, blank=True)
    slack_incoming_webhook = models.CharField(max_length=500, null=True, blank=True)
    completed_snippet_onboarding = models.BooleanField(default=False)
    has_completed_onboarding_for = models.JSONField(null=True, blank=True)
    onboarding_tasks = models.JSONField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    access_control = models.BooleanField(default=False)
    extra_settings = models.JSONField(null=True, blank=True)
    # [{product_type, created_at, updated_at, onboarding_completed_at, contexts}]
    product_intents = models.JSONField(default=list)

    class Meta:
        abstract = True


class SecretTokens(models.Model):
    """The hashes of a project's two `phs_` tokens, and what is shown of them."""

    secret_token_hash = models.CharField(max_length=300, null=True, unique=True, editable=False)
    secret_token_mask = models.CharField(max_length=11, null=True, editable=False)
    secret_token_backup_hash = models.CharField(
        max_length=300, null=True, unique=True, editable=False
    )
    secret_token_backup_mask = models.CharField(max_length=11, null=True, editable=False)

    class Meta:
        abstract = True


class ProjectSettings(
    RecordingSettings, CaptureSettings, AnalysisSettings, OnboardingSettings, SecretTokens
):
    """All of them."""

    class Meta:
        abstract = True
