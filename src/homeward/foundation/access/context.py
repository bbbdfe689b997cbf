"""What the account menu of every page shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def account(request: HttpRequest) -> dict[str, Any]:
    """Links to one's own account and the way out; nothing before sign-in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "user_caption": str(user),
        "sign_out_url": reverse("account_logout"),
        "drafts_url": reverse("drafts:draft"),
        "account_links": [
            {"label": _("Change password"), "url": reverse("account_change_password")},
            {"label": _("Second factor"), "url": reverse("mfa_index")},
        ],
    }
