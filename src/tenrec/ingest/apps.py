"""Tells Django where the models of ingest are."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "tenrec.ingest"
    label = "ingest"
