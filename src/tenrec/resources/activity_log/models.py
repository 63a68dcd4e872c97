"""How far a user has read what others did."""

from django.db import models


class NotificationsViewed(models.Model):
    """`until` is the moment of the newest change that the user has seen."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
