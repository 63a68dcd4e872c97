"""Tells Django where the models of taxonomy are."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "tenrec.taxonomy"
    label = "taxonomy"
