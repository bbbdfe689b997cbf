"""The Django app of the room `web`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class WebConfig(AppConfig):
    """Templates, template tags and the shared views; it keeps no records."""

    name = "homeward.foundation.web"
    label = "web"
    verbose_name = gettext_lazy("Pages")
