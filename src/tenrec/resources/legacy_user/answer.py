"""The answer of GET /api/user/, in the shape of 2021."""

from typing import Any

from tenrec import __version__
from tenrec.accounts.keys import is_within, names_organization, within
from tenrec.accounts.models import Organization, PersonalAPIKey, Project, User
from tenrec.accounts.reach import current_project, organizations_of, projects_of, shut_out
from tenrec.accounts.scopes import allows
from tenrec.rest.mail import has_mail_server
from tenrec.taxonomy.models import EventDefinition, PropertyDefinition

_MOST_NAMES = 10_000


def about(user: User, key: PersonalAPIKey | None) -> dict[str, Any]:
    """What the caller may see; names of events only with a key that may read them."""
    closed = shut_out(user, key)
    reached = within(key, projects_of(user).exclude(organization_id__in=closed))
    visited = current_project(user)
    project = visited if visited in reached else next(iter(reached), None)
    homes = [h for h in organizations_of(user) if names_organization(key, h, reached)]
    home = project.organization if project else next(iter(homes), None)
    return {
        "id": user.pk,
        "distinct_id": str(user.uuid),
        "name": user.first_name,
        "email": user.email,
        "email_opt_in": user.email_opt_in,
        "anonymize_data": user.anonymize_data,
        "toolbar_mode": user.toolbar_mode,
        "organization": _organization(home, reached) if home else None,
        "organizations": [{"name": one.name, "id": str(one.pk)} for one in homes],
        "team": _team(project, key) if project else None,
        "teams": _briefs(reached),
        "has_password": user.has_usable_password(),
        "has_events": bool(project and project.ingested_event),
        "opt_out_capture": True,  # Tenrec tells nobody how it is used
        "posthog_version": __version__,
        "is_multi_tenancy": False,
        "ee_available": False,
        "email_service_available": has_mail_server(),
        "plugin_access": {"install": False, "configure": False},
    }


def _organization(home: Organization, reached: list[Project]) -> dict[str, Any]:
    teams = [project for project in reached if project.organization_id == home.pk]
    return {
        "id": str(home.id),
        "name": home.name,
        "billing_plan": None,
        "available_features": [],
        "created_at": home.created_at,
        "updated_at": home.updated_at,
        "teams": _briefs(teams),
    }


def _briefs(projects: list[Project]) -> list[dict[str, Any]]:
    return [{"name": project.name, "id": project.pk} for project in projects]


def _team(project: Project, key: PersonalAPIKey | None) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "app_urls": project.app_urls,
        "api_token": project.api_token,
        "signup_token": None,
        "opt_out_capture": True,
        "anonymize_ips": project.anonymize_ips,
        # Who knows the address can write there.
        "slack_incoming_webhook": (
            project.slack_incoming_webhook if _may(key, "project:read", project) else None
        ),
        "completed_snippet_onboarding": project.completed_snippet_onboarding,
        "session_recording_opt_in": project.session_recording_opt_in,
        "plugins_opt_in": False,
        "ingested_event": project.ingested_event,
        **_names(project, key),
    }


def _names(project: Project, key: PersonalAPIKey | None) -> dict[str, Any]:
    events: list[str] = []
    properties: list[tuple[str, bool]] = []
    if _may(key, "event_definition:read", project):
        found = EventDefinition.objects.filter(team_id=project.id).order_by("name")
        events = list(found.values_list("name", flat=True)[:_MOST_NAMES])
    if _may(key, "property_definition:read", project):
        kinds = PropertyDefinition.objects.filter(
            team_id=project.id, type=PropertyDefinition.Kind.EVENT
        ).order_by("name")
        properties = list(kinds.values_list("name", "is_numerical")[:_MOST_NAMES])
    return {
        "event_names": events,
        "event_names_with_usage": [
            {"event": name, "volume": None, "usage_count": None} for name in events
        ],
        "event_properties": [name for name, _ in properties],
        "event_properties_numerical": [name for name, is_number in properties if is_number],
        "event_properties_with_usage": [
            {"key": name, "volume": None, "usage_count": None} for name, _ in properties
        ],
    }


def _may(key: PersonalAPIKey | None, scope: str, project: Project) -> bool:
    return key is None or (allows(key.scopes, scope) and is_within(key, project))
