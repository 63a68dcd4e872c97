"""Tells Django where the models of accounts are."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tenrec.accounts"
    label = "accounts"
