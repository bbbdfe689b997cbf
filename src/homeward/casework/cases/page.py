"""The frame of every case page: the strip that never scrolls away, and the reader's tabs."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import case_actions_for, tabs_for
from homeward.casework.cases.vocabulary import CaseStatus
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, is_lead
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.components import Fact, Tab
from homeward.foundation.web.formats import listing, span
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone

STATUS_TONES = {
    CaseStatus.OPEN: Tone.WARNING,
    CaseStatus.INVESTIGATION: Tone.INFORMATION,
    CaseStatus.CLOSED: Tone.NEUTRAL,
}


def case_frame(viewer: User, case: Case, active: str) -> dict[str, Any]:
    """Context of `web/case_page.html`: reference, title, facts of the strip, tabs, compartments."""
    held = compartments_of(viewer, case.pk)
    lead = is_lead(viewer, case.pk)
    return {
        "case": case,
        "title": case.title,
        "reference": case.reference,
        "strip_facts": _strip_facts(case, held),
        "tabs": [
            Tab(t.label, reverse(t.url_name, args=[case.reference]), active=t.code == active)
            for t in tabs_for(held, lead=lead)
        ],
        "actions": [
            Tab(one.label, reverse(one.url_name, args=[case.reference]), icon=one.icon)
            for one in case_actions_for(held)
        ],
        "compartments": held,
        "leads": lead,
    }


def status_of(case: Case) -> SafeString:
    """The status as word, icon and colour."""
    return status(STATUS_TONES[CaseStatus(case.status)], case.get_status_display())


def _strip_facts(case: Case, held: frozenset[str]) -> list[Fact]:
    language = get_language() or "en"
    walls = [str(label) for code, label in Compartment.choices if code in held]
    facts = [Fact(_("Status"), status_of(case))]
    if case.taken_at and case.status != CaseStatus.CLOSED:
        facts.append(Fact(_("Since the taking"), span(datetime.now(UTC) - case.taken_at, language)))
    return [
        *facts,
        Fact(_("Lead"), case.lead_authority),
        Fact(_("You are in"), listing(walls, language)),
    ]
