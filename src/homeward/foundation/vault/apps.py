"""Django's registration of the vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault's room."""

    name = "homeward.foundation.vault"
    label = "vault"
