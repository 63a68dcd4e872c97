"""Which e-mails a user wants: the switches, what holds when nobody has chosen, and what is read."""

from typing import Any

from tenrec.accounts.models import User

DEFAULTS: dict[str, Any] = {
    "plugin_disabled": True,
    "error_tracking_issue_assigned": True,
    "discussions_mentioned": True,
    "project_api_key_exposed": True,
    "data_pipeline_error_threshold": 0.0,
    "all_weekly_digest_disabled": False,
    "project_weekly_digest_disabled": {},
    "organization_member_join_email_disabled": {},
}
"""In the words of PostHog. Read are `discussions_mentioned`, and, by the id of an organization,
`organization_member_join_email_disabled`; of the others there are no e-mails yet."""


def chosen(user: User) -> dict[str, Any]:
    """All switches as they stand."""
    return {**DEFAULTS, **(user.notification_settings or {})}


def wants_mentions(user: User) -> bool:
    """Whether to hear of being named in a comment."""
    return bool(chosen(user)["discussions_mentioned"])


def wants_newcomers(user: User, organization_id: object) -> bool:
    """Whether to hear of somebody who joins this organization."""
    return not chosen(user)["organization_member_join_email_disabled"].get(str(organization_id))
