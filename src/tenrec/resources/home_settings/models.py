"""What a user pinned in a project, and the page that opens first there."""

from django.db import models

from tenrec.rest.json_column import ExactJSONColumn


class HomeSettings(models.Model):
    """One for each user and project; nobody else sees it."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    tabs = ExactJSONColumn(default=list)
    homepage = ExactJSONColumn(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="one_home_of_a_user")
        ]
