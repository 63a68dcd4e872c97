"""Whom a route of users is about: the caller, or for staff anybody."""

from uuid import UUID

from rest_framework.exceptions import NotFound, PermissionDenied

from tenrec.accounts.keys import is_limited
from tenrec.accounts.models import User
from tenrec.resources.users.people import PEOPLE
from tenrec.rest.views import ApiView


class AboutUser(ApiView):
    """A view whose address names a user as `@me` or by uuid."""

    scope = "user"

    @property
    def acts_as_staff(self) -> bool:
        """Whether everybody is in reach: not by a key that is limited to some places."""
        return self.user.is_staff and not is_limited(self.key)

    def get_object(self) -> User:
        asked = self.kwargs["uuid"]
        if asked in {"@me", str(self.user.uuid)}:
            return PEOPLE.get(pk=self.user.pk)
        if not self.acts_as_staff:
            raise PermissionDenied("You may see and change only yourself.")
        try:
            found = PEOPLE.filter(uuid=UUID(asked)).first()
        except ValueError:
            found = None
        if found is None:
            raise NotFound()
        return found

    def get_myself(self) -> User:
        """For what nobody may do for another, staff or not."""
        user = self.get_object()
        if user != self.user:
            raise PermissionDenied("Only the user may do this.")
        return user
