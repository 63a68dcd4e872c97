"""The link of a dashboard or insight as its owners see it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tenrec.resources.sharing.models import SharePassword, Sharing
from tenrec.rest.boards.fields import ObjectField

_SWITCHES = {
    "whitelabel", "noHeader", "legend", "detailed", "hideExtraDetails", "showInspector",
}  # fmt: skip


class SharePasswordSerializer(serializers.ModelSerializer[SharePassword]):
    """A password of the link, without itself."""

    created_by_email = serializers.EmailField(
        source="created_by.email", read_only=True, allow_null=True, default=None
    )
    is_active = serializers.SerializerMethodField()

    class Meta:
        model = SharePassword
        fields = ["id", "created_at", "note", "created_by_email", "is_active"]
        read_only_fields = fields

    def get_is_active(self, password: SharePassword) -> bool:
        return True


class NewPasswordSerializer(serializers.Serializer[Any]):
    """A password to add; without one, the server makes one."""

    raw_password = serializers.CharField(
        required=False, min_length=8, max_length=128, trim_whitespace=False
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=100)


class MadePasswordSerializer(serializers.Serializer[Any]):
    """A password that was added; `password` is told this once."""

    id = serializers.IntegerField()
    password = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    created_by_email = serializers.EmailField()


class SharingSettingsField(ObjectField):
    """How the shared page looks."""

    def to_internal_value(self, data: Any) -> Any:
        settings = super().to_internal_value(data)
        for name, value in settings.items():
            right = (
                value in ("light", "dark", "system")
                if name == "theme"
                else (name in _SWITCHES and (value is None or isinstance(value, bool)))
            )
            if not right:
                raise serializers.ValidationError({str(name)[:50]: ["This is no setting."]})
        return settings


class SharingSerializer(serializers.ModelSerializer[Sharing]):
    """Whether a page is shared, and by which link."""

    access_token = serializers.SerializerMethodField(
        help_text="The end of the link `/shared/<access_token>`; null before the first change."
    )
    settings = SharingSettingsField(required=False, allow_null=True)
    share_passwords = serializers.SerializerMethodField()

    class Meta:
        model = Sharing
        fields = [
            "created_at",
            "enabled",
            "access_token",
            "settings",
            "password_required",
            "share_passwords",
        ]
        read_only_fields = ["created_at"]
        extra_kwargs: dict[str, Any] = {
            "created_at": {"allow_null": True},
            "enabled": {"help_text": "Whether the link works."},
            "password_required": {"help_text": "Whether the link asks for a password."},
        }

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_access_token(self, sharing: Sharing) -> str | None:
        return sharing.access_token if sharing.pk else None

    @extend_schema_field(SharePasswordSerializer(many=True))
    def get_share_passwords(self, sharing: Sharing) -> Any:
        if not sharing.pk:
            return []
        found = sharing.passwords.select_related("created_by").order_by("created_at", "id")
        return SharePasswordSerializer(found, many=True).data
