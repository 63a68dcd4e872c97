"""Tells Django where the models of the activity log are."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "tenrec.activity"
    label = "activity"
