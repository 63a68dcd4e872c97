"""Every setting of a project: kept as sent, refused by name, logged."""

from typing import Any

import pytest
from django.apps import apps

from tenrec.accounts.models import Project, User
from tenrec.accounts.tests.cast import Caller
from tenrec.activity.models import ActivityLog

SETTINGS: dict[str, Any] = {
    "capture_console_log_opt_in": False,
    "capture_performance_opt_in": None,
    "recording_domains": ["https://*.acme.test", "http://localhost:3000"],
    "session_recording_opt_in": True,
    "session_recording_sample_rate": "0.25",
    "session_recording_minimum_duration_milliseconds": 2000,
    "session_recording_linked_flag": {"id": 7, "key": "record", "variant": None},
    "session_recording_network_payload_capture_config": {"recordHeaders": True},
    "session_recording_masking_config": {"maskAllInputs": False, "maskTextSelector": ".x"},
    "session_recording_url_trigger_config": [{"url": "/shop.*", "matching": "regex"}],
    "session_recording_url_blocklist_config": [],
    "session_recording_event_trigger_config": ["purchase"],
    "session_recording_trigger_match_type_config": "any",
    "session_recording_retention_period": "90d",
    "session_replay_config": {"record_canvas": True},
    "app_urls": ["https://shop.acme.test/start?x=1"],
    "data_attributes": ["data-attr", "data-test"],
    "autocapture_opt_out": True,
    "autocapture_exceptions_opt_in": True,
    "autocapture_exceptions_errors_to_ignore": ["ResizeObserver"],
    "autocapture_web_vitals_opt_in": False,
    "autocapture_web_vitals_allowed_metrics": ["CLS", "INP"],
    "capture_dead_clicks": True,
    "cookieless_server_hash_mode": 2,
    "heatmaps_opt_in": True,
    "inject_web_apps": True,
    "surveys_opt_in": True,
    "survey_config": {"appearance": {"backgroundColor": "#fff"}},
    "flags_persistence_default": True,
    "feature_flag_confirmation_enabled": True,
    "feature_flag_confirmation_message": "Really?",
    "test_account_filters": [
        {"key": "email", "type": "person", "operator": "not_icontains", "value": "@acme.test"}
    ],
    "test_account_filters_default_checked": True,
    "path_cleaning_filters": [{"alias": "/user/:id", "regex": "/user/[0-9]+", "order": 0}],
    "person_display_name_properties": ["name", "e-mail"],
    "correlation_config": {"excluded_event_names": ["$pageview"]},
    "week_start_day": 1,
    "live_events_columns": ["event", "person"],
    "modifiers": {"bounceRateDurationSeconds": 30},
    "human_friendly_comparison_periods": True,
    "base_currency": "EUR",
    "revenue_analytics_config": {"events": []},
    "marketing_analytics_config": {"sources_map": {"a": {"b": None}}},
    "product_description": "A shop. ☂",
    "slack_incoming_webhook": "https://hooks.slack.test/services/x",
    "completed_snippet_onboarding": True,
    "has_completed_onboarding_for": {"product_analytics": True},
    "onboarding_tasks": {"ingest": "completed"},
    "is_demo": True,
    "access_control": True,
    "extra_settings": {"recorder_script": "x", "deep": [[[{"a": 1}]]]},
}


@pytest.fixture
def path(project: Project) -> str:
    return f"/api/projects/{project.id}/"


def test_settings__each__comes_back_as_sent(
    bob: User, project: Project, path: str, with_key: Caller
) -> None:
    client = with_key(bob, "project:write", "activity_log:read")
    answer = client.patch(path, SETTINGS)
    assert answer.status_code == 200, answer.json()
    assert {name: answer.json()[name] for name in SETTINGS} == SETTINGS
    assert client.get(path).json() == answer.json()
    (row,) = client.get(f"{path}activity/").json()["results"]
    changed = {change["field"] for change in row["detail"]["changes"]}
    # autocapture_web_vitals_opt_in and the others went from null to a value.
    assert changed == SETTINGS.keys()


def test_settings__new_project__has_the_defaults_of_posthog(
    alice: User, path: str, with_key: Caller
) -> None:
    body = with_key(alice).get(path).json()
    assert body.keys() >= SETTINGS.keys()
    assert (body["app_urls"], body["test_account_filters"]) == ([], [])
    assert (body["data_attributes"], body["base_currency"]) == (["data-attr"], "USD")
    assert (body["live_events_token"], body["secret_api_token"]) == (None, None)
    assert body["person_on_events_querying_enabled"] is True


DEEP: Any = []
for _ in range(50):
    DEEP = [DEEP]

WRONG: list[tuple[str, Any]] = [
    ("app_urls", None),
    ("app_urls", "https://acme.test"),
    ("app_urls", ["javascript:alert(1)"]),
    ("app_urls", ["acme.test"]),
    ("app_urls", ["https://"]),
    ("app_urls", [7]),
    ("app_urls", ["https://acme.test/" + "x" * 400]),
    ("app_urls", [f"https://{n}.test" for n in range(101)]),
    ("recording_domains", ["ftp://acme.test"]),
    ("recording_domains", ["http://[acme"]),
    ("week_start_day", 2),
    ("week_start_day", "monday"),
    ("week_start_day", [1]),
    ("session_recording_sample_rate", "1.5"),
    ("session_recording_sample_rate", "0.123"),
    ("session_recording_sample_rate", "NaN"),
    ("session_recording_minimum_duration_milliseconds", -1),
    ("session_recording_minimum_duration_milliseconds", 10**9),
    ("session_recording_linked_flag", {"id": "7"}),
    ("session_recording_linked_flag", "record"),
    ("session_recording_masking_config", {"maskAllInputs": "yes"}),
    ("session_recording_url_trigger_config", [{"url": "x"}]),
    ("session_recording_url_trigger_config", {"url": "x", "matching": "regex"}),
    ("session_recording_event_trigger_config", [{}]),
    ("session_recording_trigger_match_type_config", "some"),
    ("session_recording_retention_period", "2y"),
    ("session_recording_retention_period", None),
    ("autocapture_web_vitals_allowed_metrics", ["TTFB"]),
    ("cookieless_server_hash_mode", 3),
    ("test_account_filters", {"key": "email"}),
    ("test_account_filters", [{"key": ""}]),
    ("test_account_filters", ["email"]),
    ("test_account_filters", [{"key": "email", "operator": 7}]),
    ("test_account_filters", [{"key": "e", "value": "a\x00"}]),
    ("test_account_filters", None),
    ("path_cleaning_filters", [{"alias": "x"}]),
    ("path_cleaning_filters", [{"regex": "x", "alias": 7}]),
    ("person_display_name_properties", "email"),
    ("person_display_name_properties", ["x"] * 21),
    ("correlation_config", {"excluded_event_names": "x"}),
    ("has_completed_onboarding_for", {"x": "yes"}),
    ("live_events_columns", [None]),
    ("base_currency", "euro"),
    ("base_currency", "eur"),
    ("slack_incoming_webhook", "file:///etc/passwd"),
    ("product_description", "x" * 1001),
    ("extra_settings", []),
    ("extra_settings", {"x": "y" * 70_000}),
    ("extra_settings", {"a\x00": 1}),
    ("extra_settings", {"x": DEEP}),
    ("survey_config", "x"),
    ("primary_dashboard", 10**18),
    ("primary_dashboard", -1),
    ("default_data_theme", 10**18),
    ("is_demo", None),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_settings__bad_value__400_names_it_and_nothing_is_saved(
    alice: User, project: Project, path: str, with_key: Caller, name: str, value: Any
) -> None:
    answer = with_key(alice).patch(path, {"name": "Half saved", name: value})
    assert (answer.status_code, answer.json()["attr"]) == (400, name), answer.json()
    project.refresh_from_db()
    assert project.name == "Vegetables"
    assert not ActivityLog.objects.exists()


def test_settings__endless_number__400(
    alice: User, project: Project, path: str, with_key: Caller
) -> None:
    text = '{"extra_settings": {"x": 1e999}}'
    answer = with_key(alice).patch(path, text, content_type="application/json")
    assert (answer.status_code, answer.json()["attr"]) == (400, "extra_settings")


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("primary_dashboard", "dashboards.Dashboard"),
        ("default_data_theme", "data_color_themes.DataColorTheme"),
    ],
)
def test_settings__thing_of_another_project__400(
    alice: User,
    project: Project,
    second_project: Project,
    path: str,
    with_key: Caller,
    name: str,
    model: str,
) -> None:
    things = apps.get_model(model)._default_manager
    mine = things.create(project=project, name="Mine")
    foreign = things.create(project=second_project, name="Foreign")
    client = with_key(alice)
    answer = client.patch(path, {name: foreign.pk})
    assert (answer.status_code, answer.json()["code"]) == (400, "does_not_exist")
    assert client.patch(path, {name: mine.pk}).json()[name] == mine.pk
    assert client.patch(path, {name: None}).json()[name] is None
