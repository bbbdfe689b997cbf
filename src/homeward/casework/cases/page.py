"""The frame of every case page: the strip that never scrolls away, and the reader's tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import tabs_for
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.components import Fact, Tab


def case_frame(viewer: User, case: Case, active: str) -> dict[str, Any]:
    """Context of `web/case_page.html`: reference, title, facts of the strip, tabs, compartments."""
    held = compartments_of(viewer, case.pk)
    return {
        "case": case,
        "title": case.title,
        "reference": case.reference,
        "strip_facts": [
            Fact(_("Status"), case.get_status_display()),
            Fact(_("Lead"), case.lead_authority),
            Fact(_("You are in"), ", ".join(str(Compartment(c).label) for c in sorted(held))),
        ],
        "tabs": [
            Tab(t.label, reverse(t.url_name, args=[case.reference]), active=t.code == active)
            for t in tabs_for(held)
        ],
        "compartments": held,
    }
