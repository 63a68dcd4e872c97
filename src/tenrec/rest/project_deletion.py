"""Deleting projects: gone at once for everybody, while a job removes what they had stored."""

from django.db import transaction

from tenrec.accounts.changes import tell_of_changes
from tenrec.accounts.models import Organization, Project, ProjectDeletion, User
from tenrec.activity.record import record
from tenrec.ingest.jobs import erase_project


def delete_project(project: Project, user: User) -> ProjectDeletion:
    """From now on neither its id nor its tokens are known; whoever was in it is elsewhere."""
    home = project.organization
    with transaction.atomic():
        deletion = ProjectDeletion.objects.create(
            project_id=project.pk,
            project_name=project.name,
            organization_id=home.pk,
            organization_name=home.name,
            requested_by=user,
        )
        # Told to the organization: the log of the project goes with it.
        record(
            "deleted",
            scope="Project",
            item_id=project.pk,
            user=user,
            organization=home,
            name=project.name,
        )
        project.delete()
        erase_project.enqueue(str(deletion.pk))
        tell_of_changes()
    return deletion


def delete_organization(organization: Organization, user: User) -> None:
    """With all its projects; its members keep their accounts."""
    with transaction.atomic():
        for project in organization.projects.select_related("organization"):
            delete_project(project, user)
        organization.delete()
        tell_of_changes()
