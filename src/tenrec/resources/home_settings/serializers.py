"""Tabs as the navigation needs them: where they lead, and how they look."""

from typing import Any

from rest_framework import serializers

from tenrec.rest.sizes import fits

_MOST_TABS = 200


class TabSerializer(serializers.Serializer[Any]):
    """A place in the product."""

    id = serializers.CharField(
        required=False, allow_blank=True, max_length=400, help_text="Yours to choose; stays."
    )
    pathname = serializers.CharField(
        required=False, max_length=2000, help_text="Path of the page: `/project/1/insights`."
    )
    search = serializers.CharField(
        required=False, allow_blank=True, max_length=8000, help_text="Query string, with its `?`."
    )
    hash = serializers.CharField(
        required=False, allow_blank=True, max_length=8000, help_text="Fragment, with its `#`."
    )
    title = serializers.CharField(
        required=False, allow_blank=True, max_length=400, help_text="Title of the page."
    )
    customTitle = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        max_length=400,
        help_text="Shown instead of `title`.",
    )
    iconType = serializers.CharField(
        required=False, allow_blank=True, max_length=400, help_text="Name of the icon."
    )
    sceneId = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=400
    )
    sceneKey = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=400
    )
    sceneParams = serializers.JSONField(
        required=False, allow_null=True, help_text="Whatever the page needs to open again."
    )
    pinned = serializers.BooleanField(required=False, help_text="Always true in answers.")

    def to_internal_value(self, data: Any) -> Any:
        tab = fits(super().to_internal_value(data))
        return {**tab, "pinned": True} if tab else {}


class HomeSettingsSerializer(serializers.Serializer[Any]):
    """What is not sent stays."""

    tabs = TabSerializer(
        many=True, required=False, help_text="Pinned tabs in their order; replaces all of them."
    )
    homepage = TabSerializer(
        required=False, allow_null=True, help_text="What opens first; null for the usual page."
    )

    def validate_tabs(self, tabs: list[Any]) -> list[Any]:
        if len(tabs) > _MOST_TABS:
            raise serializers.ValidationError(f"{_MOST_TABS} tabs at most.", code="max_length")
        return [tab for tab in tabs if tab]

    def validate_homepage(self, homepage: Any) -> Any:
        """An empty object means no place, as null does."""
        return homepage or None
