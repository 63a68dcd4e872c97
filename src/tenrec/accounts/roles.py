"""Roles: named groups of the members of an organization."""

import uuid

from django.db import models
from django.utils.timezone import now


class Role(models.Model):
    """A group of members, such as "Support"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="roles"
    )
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="one_role")]


class RoleMembership(models.Model):
    """A member who has a role; goes when the membership goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="role_memberships")
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="role_memberships"
    )
    joined_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "membership"], name="one_role_membership")
        ]
