"""POST /api/user/test_slack_webhook/: does a webhook work?"""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.rest.outbound import AddressRefused, Unreached, post_json
from tenrec.rest.throttles import Window, wait_for
from tenrec.rest.views import ApiView

_OFTEN = (Window(60, 5), Window(3600, 30))


class WebhookSerializer(serializers.Serializer[Any]):
    """Where to."""

    webhook = serializers.CharField(max_length=2000)


class LegacyWebhookView(ApiView):
    """Sends a greeting to a webhook of Slack, or of what understands the same."""

    scope = "user"
    schema = None
    is_atomic = False  # nothing is written, and no lock may wait for a stranger's host

    def post(self, request: Request) -> Response:
        given: Any = WebhookSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wait = wait_for(f"webhook-test:{self.user.pk}", _OFTEN)
        if wait > 0:
            raise Throttled(wait)
        try:
            status = post_json(
                given.validated_data["webhook"], {"text": "_Greetings_ from Tenrec!"}
            )
        except AddressRefused:
            words = "Must be an https:// address of a host on the internet."
            raise ValidationError({"webhook": [words]}, code="invalid") from None
        except Unreached:
            return Response({"error": "The address did not answer."})
        if 200 <= status < 300:
            return Response({"success": True})
        return Response({"error": f"The address answered {status}."})
