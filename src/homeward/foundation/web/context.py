"""What every page's frame needs; add `homeward.foundation.web.context.frame` to the processors."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

import homeward
from homeward.foundation.web.ports import menu_for
from homeward.foundation.web.preferences import appearance_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Menu, State, node, environment, version and the reader's display settings.

    Settings read: HOMEWARD_STATE (two letters), HOMEWARD_STATE_NAME (optional), HOMEWARD_NODE_NAME,
    HOMEWARD_ENVIRONMENT (real, exercise or demo).
    """
    return {
        "menu": _menu(request),
        "state": getattr(settings, "HOMEWARD_STATE", ""),
        "state_name": getattr(settings, "HOMEWARD_STATE_NAME", ""),
        "node_name": getattr(settings, "HOMEWARD_NODE_NAME", ""),
        "environment": getattr(settings, "HOMEWARD_ENVIRONMENT", "real"),
        "homeward_version": homeward.__version__,
        "appearance": appearance_of(request),
    }


def is_exercise() -> bool:
    """Whether nothing on this node is real."""
    return bool(getattr(settings, "HOMEWARD_ENVIRONMENT", "real") == "exercise")


def _menu(request: HttpRequest) -> list[Any]:
    """No menu before sign-in: its entries say what the node holds."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return menu_for(request, counted=not getattr(request, "is_refused", False))
