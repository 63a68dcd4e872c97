"""Tells Django where the models of persons are."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "tenrec.persons"
    label = "persons"
