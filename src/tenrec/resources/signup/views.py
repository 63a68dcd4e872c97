"""/api/signup/<invite id>/: looks at an invite, and joins by it, with an account or without."""

from typing import Any

from django.contrib.auth import get_user
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.invited import accept, mask, open_invite, sign_up_by_invite
from tenrec.accounts.models import Membership, User
from tenrec.activity.record import record
from tenrec.resources.signup.jobs import mail_new_member
from tenrec.rest.passwords import check_password_rules
from tenrec.rest.router import Route
from tenrec.rest.serializers import UserBasicSerializer
from tenrec.rest.sessions import begin_session
from tenrec.rest.throttles import AddressLimit, Window
from tenrec.rest.views import PublicView


class InvitePageSerializer(serializers.Serializer[Any]):
    """What a stranger with the link may see of an invite."""

    id = serializers.UUIDField()
    target_email = serializers.CharField(help_text="Masked: its owner knows it.")
    first_name = serializers.CharField()
    organization_name = serializers.CharField()


class InviteSignupSerializer(serializers.Serializer[Any]):
    """A new account; nothing of it is asked of who is logged in."""

    first_name = serializers.CharField(max_length=128)
    last_name = serializers.CharField(max_length=128, required=False, allow_blank=True, default="")
    password = serializers.CharField(max_length=1000, trim_whitespace=False, write_only=True)
    email_opt_in = serializers.BooleanField(required=False, default=True)
    role_at_organization = serializers.CharField(
        max_length=64, required=False, allow_blank=True, default=""
    )


class JoinedSerializer(UserBasicSerializer):
    """The new member, who is logged in."""

    redirect_url = serializers.SerializerMethodField(help_text="Where the web app goes on.")

    class Meta(UserBasicSerializer.Meta):
        fields = [*UserBasicSerializer.Meta.fields, "redirect_url"]
        read_only_fields = fields

    def get_redirect_url(self, user: User) -> str:
        return "/"


class InviteSignupView(PublicView):
    """The page of an invite."""

    throttle_classes = (AddressLimit,)
    address_limit = ("signup", (Window(3600, 30),))

    @extend_schema(operation_id="signup_invite_retrieve", responses=InvitePageSerializer)
    def get(self, request: Request, invite_id: str) -> Response:
        """Whom the invite is for, and by which organization; 400 when it is of no use."""
        invite = open_invite(invite_id, _logged_in(request))
        page = {
            "id": invite.id,
            "target_email": mask(invite.target_email),
            "first_name": invite.first_name,
            "organization_name": invite.organization.name,
        }
        return Response(InvitePageSerializer(page).data)

    @extend_schema(
        operation_id="signup_invite_create",
        request=InviteSignupSerializer,
        responses={201: JoinedSerializer},
    )
    def post(self, request: Request, invite_id: str) -> Response:
        """Joins: with a session as its user, without one by a new account, which is logged in."""
        user = _logged_in(request)
        invite = open_invite(invite_id, user)
        if user is None:
            user = sign_up_by_invite(invite, **self._wish(request, invite.target_email))
            begin_session(request, user, "signup")
        else:
            accept(invite, user)
        _log(Membership.objects.get(user=user, organization=invite.organization))
        mail_new_member.enqueue(str(invite.organization_id), user.pk)
        return Response(JoinedSerializer(user).data, status.HTTP_201_CREATED)

    def _wish(self, request: Request, email: str) -> dict[str, Any]:
        given: Any = InviteSignupSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wish: dict[str, Any] = given.validated_data
        candidate = User(email=email, first_name=wish["first_name"])
        check_password_rules(wish["password"], candidate)
        return wish


def _log(joined: Membership) -> None:
    record(
        "created",
        scope="OrganizationMembership",
        item_id=joined.pk,
        user=joined.user,
        organization=joined.organization,
        name=joined.name,
    )


def _logged_in(request: Request) -> User | None:
    """A public view asks nobody who they are; this one looks whether it happens to know."""
    user = get_user(request._request)
    return user if isinstance(user, User) else None


ROUTES = [Route(r"signup/(?P<invite_id>[^/]+)", InviteSignupView, "root")]
