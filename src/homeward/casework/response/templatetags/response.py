"""Words, icons and figures of a crisis: `{% load response %}`."""

from datetime import UTC, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from homeward.casework.response.queries import decisions
from homeward.casework.response.words.contacts import ProofKind, ProofResult
from homeward.foundation.web.components import Fact
from homeward.foundation.web.formats import listing, moment_text, money_text
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone

register = template.Library()
MINUTE, HOUR = 60, 3600
PROOF_TONES = {
    ProofResult.GENUINE: Tone.SUCCESS,
    ProofResult.DOUBTFUL: Tone.WARNING,
    ProofResult.FALSE: Tone.DANGER,
    ProofResult.OPEN: Tone.NEUTRAL,
}


def duration(seconds: float) -> str:
    """A length of time in its two largest units: days and hours, or hours and minutes."""
    minutes = int(abs(seconds) // MINUTE)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        parts = [_days(days), _hours(hours)] if hours else [_days(days)]
    elif hours:
        parts = [_hours(hours), _minutes(rest)] if rest else [_hours(hours)]
    else:
        parts = [_minutes(rest)]
    return " ".join(parts)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _hours(count: int) -> str:
    return pgettext("hours", "%(count)s h") % {"count": count}


def _minutes(count: int) -> str:
    return pgettext("minutes", "%(count)s min") % {"count": count}


@register.simple_tag
def since(at: datetime) -> str:
    """How long ago it was."""
    return duration((datetime.now(UTC) - at).total_seconds())


@register.simple_tag
def until(at: datetime) -> str:
    """How long it still is, or for how long it has been over."""
    left = (at - datetime.now(UTC)).total_seconds()
    words = _("in %(time)s") if left >= 0 else _("%(time)s ago")
    return words % {"time": duration(left)}


@register.simple_tag
def clock_time(at: datetime, length: str = "") -> SafeString:
    """The time of day alone, in the node's zone, for a screen that is read on that day."""
    local = at.astimezone(timezone.get_current_timezone())
    machine = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = local.strftime("%H:%M:%S" if length else "%H:%M")
    return format_html('<time class="figures" datetime="{}">{}</time>', machine, shown)


@register.simple_tag
def contact_flags(contact: Any) -> SafeString:
    """What a contact holds, each as word, icon and colour; nothing of what was said."""
    corrected = getattr(contact, "corrected_by", None) is not None
    checked = getattr(contact, "check_made", None)
    flags = (
        (corrected, Tone.NEUTRAL, _("Corrected"), "edit"),
        (not contact.reached, Tone.NEUTRAL, _("Not answered"), "phone"),
        (contact.threat, Tone.DANGER, _("Threat"), ""),
        (contact.deadline_stated, Tone.WARNING, _("Deadline"), "clock"),
        (contact.demanded is not None or contact.demand_other, Tone.WARNING, _("Demand"), "money"),
        (contact.offered is not None or contact.offer_other, Tone.INFORMATION, _("Offer"), "money"),
        (contact.proof_given and not checked, Tone.WARNING, _("Proof not verified"), "waiting"),
        (contact.recording_id, Tone.NEUTRAL, _("Recording"), "attachment"),
    )
    found = [(status(tone, word, icon),) for held, tone, word, icon in flags if held]
    if checked:
        words = _("Proof: %(result)s") % {"result": checked.get_result_display()}
        found.append((status(PROOF_TONES[ProofResult(checked.result)], words),))
    return format_html_join(" ", "{}", found)


@register.simple_tag
def decision_state(state: str) -> SafeString:
    """Where an entry of the decision log stands."""
    tone, word, icon = {
        decisions.PENDING: (Tone.WARNING, _("Waits for its approver"), "waiting"),
        decisions.CONFIRMED: (Tone.SUCCESS, _("Confirmed"), ""),
        decisions.REFUSED: (Tone.DANGER, _("Not confirmed"), ""),
        decisions.CORRECTED: (Tone.NEUTRAL, _("Corrected"), "edit"),
    }[state]
    return status(tone, word, icon)


@register.simple_tag
def proof_result(check: Any) -> SafeString:
    """What verifying came to."""
    return status(PROOF_TONES[ProofResult(check.result)], check.get_result_display())


@register.simple_tag
def contact_facts(contact: Any, voice: str) -> SafeString:
    """What was heard, field by field; what was not recorded is left out but for the first ones."""
    first = [
        Fact(_("Direction"), contact.get_direction_display()),
        Fact(_("Channel"), contact.get_channel_display()),
        Fact(_("Number, name or address they used"), _handle(contact)),
        Fact(_("Begin"), moment_text(contact.starts_at)),
    ]
    more = [
        Fact(_("End"), moment_text(contact.ends_at) if contact.ends_at else None),
        Fact(_("Who spoke for them"), contact.speaker or None),
        Fact(_("Language and accent"), contact.language or None),
        Fact(_("Who spoke for us"), voice or None),
        Fact(_("Demand"), _sum(contact.demanded, contact.demand_currency, contact.demand_other)),
        Fact(_("Offer"), _sum(contact.offered, contact.offer_currency, contact.offer_other)),
        Fact(_("Threat"), contact.threat or None),
        Fact(_("Deadline as stated"), _when(contact.deadline_stated)),
        Fact(_("Deadline as assessed"), _when(contact.deadline_real)),
        Fact(_("Condition of the victim, as heard"), contact.victim_condition or None),
        Fact(_("Clues in the background"), contact.background or None),
        Fact(_("Assessment"), contact.assessment or None),
        Fact(_("Next step"), contact.next_step or None),
        Fact(_("Next contact expected"), _when(contact.next_expected)),
        Fact(_("Recorded by"), str(contact.recorded_by)),
        Fact(_("Recorded at"), moment_text(contact.recorded_at)),
    ]
    facts = [*first, *(one for one in more if one.value is not None)]
    return render_to_string("web/components/key_value.html", {"facts": facts})


@register.simple_tag
def proof_facts(contact: Any) -> SafeString:
    """What was asked and given as proof of life."""
    yes, no = _("Yes"), _("No")
    kind = ProofKind(contact.proof_kind).label if contact.proof_kind else None
    facts = [
        Fact(_("Asked for"), yes if contact.proof_asked else no),
        Fact(_("Given"), yes if contact.proof_given else no),
        Fact(_("Kind of proof"), kind),
        Fact(_("What was asked and answered"), contact.proof_detail or None),
    ]
    return render_to_string("web/components/key_value.html", {"facts": facts})


def _handle(contact: Any) -> str | None:
    """What was typed, and the number that was read from it where it looks different."""
    parts = dict.fromkeys(one for one in (contact.handle, contact.handle_normal) if one)
    return " = ".join(parts) or None


def _sum(amount: int | None, currency: str, other: str) -> str | None:
    said = [money_text(amount, currency)] if amount is not None else []
    said += [other] if other else []
    return listing(said, get_language() or "en") or None


def _when(at: datetime | None) -> str | None:
    return moment_text(at) if at else None
