"""The words that a personal API key's scopes are made of: `object:read`, `object:write`, `*`."""

OBJECTS = frozenset(
    {
        "access_control",
        "action",
        "activity_log",
        "alert",
        "annotation",
        "batch_export",
        "cohort",
        "comment",
        "dashboard",
        "dashboard_template",
        "dataset",
        "desktop_recording",
        "early_access_feature",
        "element",
        "endpoint",
        "error_tracking",
        "evaluation",
        "event_definition",
        "event_filter",
        "experiment",
        "experiment_holdout",
        "experiment_saved_metric",
        "export",
        "external_data_schema",
        "external_data_source",
        "feature_flag",
        "file_system",
        "file_system_shortcut",
        "group",
        "heatmap",
        "hog_flow",
        "hog_function",
        "ingestion_warning",
        "insight",
        "insight_variable",
        "integration",
        "link",
        "llm_analytics",
        "llm_gateway",
        "llm_prompt",
        "logs",
        "notebook",
        "organization",
        "organization_integration",
        "organization_member",
        "person",
        "plugin",
        "product_tour",
        "project",
        "property_definition",
        "query",
        "query_performance",
        "revenue_analytics",
        "session_recording",
        "session_recording_playlist",
        "sharing_configuration",
        "subscription",
        "survey",
        "task",
        "tracing",
        "uploaded_media",
        "usage_metric",
        "user",
        "user_interview",
        "warehouse_objects",
        "warehouse_table",
        "warehouse_view",
        "web_analytics",
        "webhook",
    }
)
ACTIONS = ("read", "write")
ALL = "*"


def is_scope(text: str) -> bool:
    """Whether a key may carry this."""
    thing, colon, action = text.partition(":")
    return text == ALL or (bool(colon) and thing in OBJECTS and action in ACTIONS)


def allows(scopes: list[str], needed: str) -> bool:
    """Whether these scopes meet the demand; `write` reads too, and no scopes open nothing."""
    if ALL in scopes or needed in scopes:
        return True
    thing, _, action = needed.partition(":")
    return action == "read" and f"{thing}:write" in scopes
