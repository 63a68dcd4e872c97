"""Invites: who was asked to join an organization. The id is the secret of the link.

PostHog's clients build the link from the id, so the id must open it. Therefore it is random (122
bits), lives three days, works once, and is shown only to who could have made the invite.
"""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils.timezone import now

VALID_FOR = timedelta(days=3)


class Invite(models.Model):
    """An address that may become a member; gone once it is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="invites"
    )
    target_email = models.EmailField()
    first_name = models.CharField(max_length=128, blank=True, default="")
    level = models.PositiveSmallIntegerField(default=1)
    message = models.TextField(max_length=2000, null=True, blank=True)
    private_project_access = models.JSONField(null=True, blank=True)
    emailing_attempt_made = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)

    @property
    def name(self) -> str:
        """Whom the activity log tells of."""
        return self.target_email

    @property
    def expires_at(self) -> datetime:
        return self.created_at + VALID_FOR

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()
