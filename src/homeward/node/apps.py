"""Django's registration of the node itself: pages that join rooms, and the jobs' discovery."""

import gc

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NodeConfig(AppConfig):
    """The node's own pages: My work, the journal's reading view, health."""

    name = "homeward.node"
    label = "node"
    verbose_name = _("Node")

    def ready(self) -> None:
        """What was loaded until now stays, and is not looked through for garbage any more."""
        gc.freeze()
        gc.enable()
