"""A field for a member of the organization: written as an id, read as the user in brief."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from tenrec.accounts.models import User
from tenrec.rest.serializers import UserBasicSerializer


class MemberField(serializers.PrimaryKeyRelatedField[User]):
    """Somebody who is not a member does not exist here."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=User.objects.all(), **options)

    def get_queryset(self) -> QuerySet[User]:
        view = self.context.get("view")
        if view is None or getattr(view, "swagger_fake_view", False):
            return User.objects.none()
        return User.objects.filter(memberships__organization=view.place()[1])

    def use_pk_only_optimization(self) -> bool:
        return False

    @cached_property
    def _brief(self) -> UserBasicSerializer:
        """One for all rows of a list: making it takes longer than using it."""
        return UserBasicSerializer()

    def to_representation(self, user: Any) -> Any:
        return self._brief.to_representation(user)


class MemberFieldSchema(OpenApiSerializerFieldExtension):
    """The document says both forms."""

    target_class = MemberField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> Any:
        if direction == "request":
            return {"type": "integer", "description": "The id of a member of the organization."}
        component = auto_schema.resolve_serializer(UserBasicSerializer, "response")
        return {"allOf": [component.ref]}
