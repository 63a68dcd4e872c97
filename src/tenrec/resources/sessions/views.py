"""/api/users/@me/sessions/: the caller's open sessions; each may be ended, or all but this one."""

from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import LoginSession
from tenrec.activity.accounts import tell
from tenrec.rest.router import Route
from tenrec.rest.sessions import log_out_everywhere, whence
from tenrec.rest.views import ApiView


class LoginSessionSerializer(serializers.ModelSerializer[LoginSession]):
    """One browser that is logged in."""

    is_current = serializers.SerializerMethodField(help_text="Whether this is where you ask from.")

    class Meta:
        model = LoginSession
        fields = ["id", "created_at", "last_active_at", "ip", "user_agent", "is_current"]
        read_only_fields = fields
        extra_kwargs = {
            "id": {"help_text": "Names the session; it opens nothing."},
            "created_at": {"help_text": "When you logged in, or last proved who you are."},
            "last_active_at": {"help_text": "To the hour."},
        }

    def get_is_current(self, session: LoginSession) -> bool:
        return bool(session.session_id == self.context["request"].session.session_key)


class EndedSerializer(serializers.Serializer[Any]):
    """How many sessions were ended."""

    revoked = serializers.IntegerField()


class SessionViewSet(
    ApiView, mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[LoginSession]
):
    """Where you are logged in, the last used first. For sessions only."""

    scope = "user"
    queryset = LoginSession.objects.order_by("-last_active_at", "id")
    serializer_class = LoginSessionSerializer
    pagination_class = None
    lookup_value_regex = "[0-9a-fA-F-]{36}"
    allows_keys = False
    needs_fresh_login = True

    def get_queryset(self) -> QuerySet[LoginSession]:
        found = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return found
        if self.kwargs["user_uuid"] not in {"@me", str(self.user.uuid)}:
            raise PermissionDenied("You may see only your own sessions.")
        return found.filter(user=self.user, session__expire_date__gt=now())

    def perform_destroy(self, instance: LoginSession) -> None:
        """Logs out there; the current session, too."""
        self._log(1)
        if instance.session_id == self.request.session.session_key:
            logout(self.request)
        else:
            Session.objects.filter(pk=instance.session_id).delete()

    @extend_schema(request=None, responses=EndedSerializer)
    @action(detail=False, methods=["post"])
    def revoke_others(self, request: Request, user_uuid: str) -> Response:
        """Logs out everywhere else; browsers that were remembered need the second factor again."""
        self.get_queryset()
        ended = log_out_everywhere(self.user, but=request.session.session_key)
        if ended:
            self._log(ended)
        return Response({"revoked": ended}, status.HTTP_200_OK)

    def _log(self, ended: int) -> None:
        """A log-out from afar: `sessions` is how many ended."""
        context = {**whence(self.request), "sessions": ended}
        tell("logged_out", self.user, by=self.user, context=context)


ROUTES = [Route(r"users/(?P<user_uuid>[^/]+)/sessions", SessionViewSet, "root")]
