"""The frame of every case page: the strip that never scrolls away, and the reader's tabs."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from homeward.casework.cases.glass_page import banner_of
from homeward.casework.cases.models import Case
from homeward.casework.cases.ports import case_actions_for, strip_facts_of, tabs_for
from homeward.casework.cases.queries.first_call import flags_of
from homeward.casework.cases.queries.merging import remaining_file
from homeward.casework.cases.vocabulary.case import CaseStatus
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, is_lead
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.components import Fact, Tab
from homeward.foundation.web.formats import listing, span
from homeward.foundation.web.templatetags.web import moment, status
from homeward.foundation.web.tones import Tone

DANGERS = 50  # more flags than anybody raises

STATUS_TONES = {
    CaseStatus.OPEN: Tone.WARNING,
    CaseStatus.INVESTIGATION: Tone.INFORMATION,
    CaseStatus.CLOSED: Tone.NEUTRAL,
    CaseStatus.MERGED: Tone.NEUTRAL,
}


def case_frame(viewer: User, case: Case, active: str) -> dict[str, Any]:
    """Context of `web/case_page.html`: reference, title, facts of the strip, tabs, compartments."""
    held = compartments_of(viewer, case.pk)
    lead = is_lead(viewer, case.pk)
    return {
        "case": case,
        "title": case.title,
        "reference": case.reference,
        "strip_facts": [*_strip_facts(viewer, case, held), *_dangers(viewer, case)],
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
        "glasses": banner_of(viewer, case.pk),
    }


# The tabs whose pages list what is in merged files as well.
LISTS_BOTH = ("overview", "timeline", "people", "proceedings")


def tabs_apart(viewer: User, merged: Case) -> list[Tab]:
    """The pages of a merged file that other rooms keep: they stay where they are."""
    held, lead = compartments_of(viewer, merged.pk), is_lead(viewer, merged.pk)
    return [
        Tab(one.label, reverse(one.url_name, args=[merged.reference]))
        for one in tabs_for(held, lead=lead)
        if one.code not in LISTS_BOTH
    ]


def status_of(case: Case) -> SafeString:
    """The status as word, icon and colour."""
    return status(STATUS_TONES[CaseStatus(case.status)], case.get_status_display())


def _dangers(viewer: User, case: Case) -> list[Fact]:
    """The flags on every page of the case, for those who may see them: life first."""
    flags = list(flags_of(viewer, case)[:DANGERS])
    if not flags or case.status == CaseStatus.CLOSED:
        return []
    first = flags[0]
    shown = [status(Tone.DANGER, first.get_kind_display(), "flag")]
    if first.needed_by:
        shown.append(moment(first.needed_by))
    more = len(flags) - 1
    if more:
        words = ngettext("and %(number)s more", "and %(number)s more", more)
        shown.append(format_html("{}", words % {"number": more}))
    return [Fact(_("Danger"), format_html_join(" ", "{}", ((one,) for one in shown)))]


def _strip_facts(viewer: User, case: Case, held: frozenset[str]) -> list[Fact]:
    language = get_language() or "en"
    walls = [str(label) for code, label in Compartment.choices if code in held]
    facts = [Fact(_("Status"), status_of(case))]
    if case.taken_at and case.status != CaseStatus.CLOSED:
        facts.append(Fact(_("Since the taking"), span(datetime.now(UTC) - case.taken_at, language)))
    if case.merged_into_id:
        facts.append(Fact(_("Merged into"), _way_to(remaining_file(viewer, case))))
    return [
        *facts,
        *strip_facts_of(viewer, case, held),
        Fact(_("Lead"), case.lead_authority),
        Fact(_("You are in"), listing(walls, language)),
    ]


def _way_to(remains: Case | None) -> SafeString | str:
    """The way to the file that remains, for whoever has a place in it."""
    if remains is None:
        return _("another file, in which you have no place")
    address = reverse("cases:overview", args=[remains.reference])
    return format_html('<a class="reference" href="{}">{}</a>', address, remains.reference)
