"""What an organization may choose, and the name it has in addresses."""

import secrets
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

SLUG_LENGTH = 48
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_TRIES = 10


class OrganizationSettings(models.Model):
    """The columns of these; `slug` is made from the first name and stays."""

    # Only rows that never met `save` have none, so that an address names one organization.
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True, null=True, editable=False)
    logo_media_id = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    is_member_join_email_enabled = models.BooleanField(default=True)
    enforce_2fa = models.BooleanField(null=True, blank=True)
    members_can_invite = models.BooleanField(default=True, null=True, blank=True)
    members_can_use_personal_api_keys = models.BooleanField(default=True)
    allow_publicly_shared_resources = models.BooleanField(default=True)
    is_ai_data_processing_approved = models.BooleanField(null=True, blank=True)
    default_experiment_stats_method = models.CharField(
        max_length=20, null=True, blank=True, default="bayesian"
    )
    default_role = models.ForeignKey(
        "accounts.Role", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Finds a slug that is free before the first save; two at once get different ones."""
        if self.slug:
            return super().save(*args, **options)
        for attempt in range(_TRIES):
            self.slug = slug_from(getattr(self, "name", ""), plain=attempt == 0)
            if type(self)._default_manager.filter(slug=self.slug).exists():
                continue
            try:
                with transaction.atomic():
                    return super().save(*args, **options)
            except IntegrityError:
                if attempt == _TRIES - 1:
                    raise
        return None


def slug_from(name: str, *, plain: bool) -> str:
    """`Acme Ltd.` → `acme-ltd`; with four random characters behind it when that is taken."""
    base = slugify(name)[: SLUG_LENGTH - 5].strip("-") or "organization"
    return base if plain else f"{base}-{''.join(secrets.choice(_ALPHABET) for _ in range(4))}"
