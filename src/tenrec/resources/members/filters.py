"""What a list of members may be asked for."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from tenrec.accounts.models import Membership
from tenrec.rest.dates import asked_moment
from tenrec.rest.ordering import ordered

ORDERS = {
    "joined_at": "joined_at",
    "updated_at": "updated_at",
    "level": "level",
    "email": "user__email",
    "first_name": "user__first_name",
    "last_login": "user__last_login",
}
PARAMETERS = [
    OpenApiParameter("email", str, description="The member with exactly this address."),
    OpenApiParameter(
        "updated_after",
        str,
        description="Changed after this moment: ISO, or relative such as `-7d`.",
    ),
    OpenApiParameter("order", str, description="A field, `-` before it for descending."),
]


def filtered(found: QuerySet[Membership], request: Request) -> QuerySet[Membership]:
    """The members that the query asks for, in its order."""
    email = request.query_params.get("email")
    if email:
        found = found.filter(user__email__iexact=email)
    since = asked_moment(request, "updated_after")
    if since is not None:
        found = found.filter(updated_at__gt=since)
    return ordered(found, request, ORDERS)
