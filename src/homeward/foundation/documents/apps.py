"""Django's registration of documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """PDF from templates."""

    name = "homeward.foundation.documents"
    label = "documents"
    verbose_name = _("Documents")
