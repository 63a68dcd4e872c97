"""Who may change a locked dashboard besides its creator and admins."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.accounts.models import User
from tenrec.resources.dashboards.models import Collaborator, Restriction
from tenrec.resources.dashboards.serializers import CollaboratorSerializer


class Collaborators:
    """Goes before the viewset in the bases."""

    @extend_schema(methods=["get"], responses=CollaboratorSerializer(many=True))
    @extend_schema(
        methods=["post"],
        request=CollaboratorSerializer,
        responses={201: CollaboratorSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def collaborators(self: Any, request: Request, **_: Any) -> Response:
        """Those who may change this dashboard while it is locked; only members can be."""
        board = self.get_object()
        if request.method == "GET":
            found = board.collaborators.select_related("user").order_by("added_at", "id")
            return Response(CollaboratorSerializer(found, many=True).data)
        self._check_may_name(board)
        given: Any = CollaboratorSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        one, _made = Collaborator.objects.update_or_create(
            dashboard=board,
            user=self._member(given.validated_data["user_uuid"]),
            defaults={"level": given.validated_data.get("level", Restriction.COLLABORATORS)},
            create_defaults={
                "level": given.validated_data.get("level", Restriction.COLLABORATORS),
                "added_at": now(),
            },
        )
        self.log("updated", board)
        return Response(CollaboratorSerializer(one).data, status=201)

    @extend_schema(
        responses={204: None}, parameters=[OpenApiParameter("uuid", str, OpenApiParameter.PATH)]
    )
    @action(detail=True, methods=["delete"], url_path=r"collaborators/(?P<uuid>[^/.]+)")
    def collaborator(self: Any, request: Request, uuid: str, **_: Any) -> Response:
        """This user may no longer change the dashboard while it is locked."""
        board = self.get_object()
        self._check_may_name(board)
        try:
            gone, _kinds = board.collaborators.filter(user__uuid=UUID(uuid)).delete()
        except ValueError:
            raise NotFound() from None
        if not gone:
            raise NotFound()
        self.log("updated", board)
        return Response(status=204)

    def _check_may_name(self: Any, board: Any) -> None:
        if not self.rights.may_restrict(board):
            raise PermissionDenied("Only its creator and admins name collaborators.")

    def _member(self: Any, uuid: Any) -> User:
        members = User.objects.filter(memberships__organization=self.project.organization_id)
        found = members.filter(uuid=uuid, is_active=True).first()
        if found is None:
            problem = "There is no such member."
            raise ValidationError({"user_uuid": [problem]}, code="does_not_exist")
        return found
