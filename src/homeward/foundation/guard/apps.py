"""Django's registration of the guard."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """The lowest room of the node: schema `guard` in the database."""

    name = "homeward.foundation.guard"
    label = "guard"
