"""Tells Django where the models of jobs are."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tenrec.jobs"
    label = "jobs"
