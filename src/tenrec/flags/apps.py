"""Tells Django where the models of feature flags are."""

from django.apps import AppConfig


class FlagsConfig(AppConfig):
    name = "tenrec.flags"
    label = "flags"
