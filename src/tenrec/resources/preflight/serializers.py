"""What the preflight tells: of the server to everybody, and more to who is logged in."""

from typing import Any

from rest_framework import serializers


class SocialProvidersSerializer(serializers.Serializer[Any]):
    """Which other log-ins there are: none, log-in is by password."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.BooleanField() for name in ("github", "gitlab", "google-oauth2")}


class SlackSerializer(serializers.Serializer[Any]):
    """Whether a Slack app is set up."""

    available = serializers.BooleanField()
    client_id = serializers.CharField(allow_null=True)


class ClientSerializer(serializers.Serializer[Any]):
    """An OAuth client at another service."""

    client_id = serializers.CharField(allow_null=True)


class WarehouseSerializer(serializers.Serializer[Any]):
    """Services that data could be fetched from."""

    hubspot = ClientSerializer()
    salesforce = ClientSerializer()


class PreferencesSerializer(serializers.Serializer[Any]):
    """What the operator chose for everybody."""

    debug_queries = serializers.BooleanField()
    disable_paid_fs = serializers.BooleanField()


class PreflightSerializer(serializers.Serializer[Any]):
    """The state of the server. The last eight members are for who is logged in."""

    initiated = serializers.BooleanField(help_text="Whether an organization exists.")
    django = serializers.BooleanField()
    db = serializers.BooleanField(help_text="Whether the state database answers.")
    clickhouse = serializers.BooleanField(help_text="Whether the event store answers.")
    redis = serializers.BooleanField(
        help_text="Whether the shared cache answers: Redis where it is set up, else the process."
    )
    kafka = serializers.BooleanField(help_text="Whether the journal takes events.")
    celery = serializers.BooleanField(help_text="Whether background jobs are carried out.")
    plugins = serializers.BooleanField(help_text="Whether plugins run: never.")
    realm = serializers.CharField()
    region = serializers.CharField(allow_null=True)
    cloud = serializers.BooleanField()
    demo = serializers.BooleanField()
    can_create_org = serializers.BooleanField(
        help_text="Whether the caller may make an organization: the first one, by the link of "
        "the first start, or a further one of their own."
    )
    email_service_available = serializers.BooleanField()
    available_social_auth_providers = SocialProvidersSerializer()
    slack_service = SlackSerializer()
    data_warehouse_integrations = WarehouseSerializer()
    object_storage = serializers.BooleanField(help_text="Whether media can be uploaded: never.")
    public_egress_ip_addresses = serializers.ListField(
        child=serializers.CharField(), help_text="Not known to the server: empty."
    )
    version = serializers.CharField()

    available_timezones = serializers.DictField(
        child=serializers.FloatField(), required=False, help_text="Hours before UTC, today."
    )
    opt_out_capture = serializers.BooleanField(
        required=False, help_text="Whether the server tells nobody how it is used: always."
    )
    licensed_users_available = serializers.IntegerField(
        required=False, allow_null=True, help_text="Null: no licence limits how many there are."
    )
    openai_available = serializers.BooleanField(required=False)
    site_url = serializers.CharField(required=False)
    instance_preferences = PreferencesSerializer(required=False)
    buffer_conversion_seconds = serializers.IntegerField(
        required=False, help_text="How long events of new persons are held back: not at all."
    )
