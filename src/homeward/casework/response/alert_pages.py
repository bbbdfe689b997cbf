"""What the pages of public alerts show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.response.models import PublicAlert
from homeward.casework.response.queries.alerts import (
    alerts_of,
    approvals_of,
    deliveries_of,
    may_approve,
    writers_of,
)
from homeward.casework.response.words.cap import (
    AlertStage,
    CapCategory,
    CapResponse,
    CapScope,
    DeliveryState,
)
from homeward.casework.response.words.deliveries import why_undelivered
from homeward.foundation.access.models import User
from homeward.foundation.web.components import Fact
from homeward.foundation.web.formats import moment_text
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone

STAGE_TONES = {
    AlertStage.DRAFT: Tone.NEUTRAL,
    AlertStage.AWAITING: Tone.WARNING,
    AlertStage.APPROVED: Tone.INFORMATION,
    AlertStage.PUBLISHED: Tone.SUCCESS,
    AlertStage.REPLACED: Tone.NEUTRAL,
    AlertStage.WITHDRAWN: Tone.NEUTRAL,
}
DELIVERY_TONES = {
    DeliveryState.WAITING: Tone.WARNING,
    DeliveryState.DELIVERED: Tone.SUCCESS,
    DeliveryState.FAILED: Tone.DANGER,
}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A message in the list."""

    number: int
    headline: str
    type_word: str
    status_word: str
    stage: SafeString
    expires: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An endpoint and what became of the message there."""

    endpoint: str
    state: SafeString
    attempts: int
    problem: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TextBlock:
    """What the message says in one language."""

    language: str
    name: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


def language_name(code: str) -> str:
    """A language by its name in the reader's language, with its code."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(get_language() or "en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name} ({code})" if name else code


def stage_of(alert: PublicAlert) -> SafeString:
    """The stage as word, icon and colour."""
    return status(STAGE_TONES[AlertStage(alert.stage)], alert.get_stage_display())


def headline_of(alert: PublicAlert) -> str:
    """The headline in the first language, or that there is none yet."""
    first = alert.languages[0] if alert.languages else ""
    return alert.texts.get(first, {}).get("headline", "") or _("No headline yet")


def rows_of(viewer: User, case: Case) -> list[AlertRow]:
    """The messages of the case for its lists."""
    return [
        AlertRow(
            one.pk,
            headline_of(one),
            one.get_msg_type_display(),
            one.get_status_display(),
            stage_of(one),
            one.expires,
        )
        for one in alerts_of(viewer, case)
    ]


def list_context(viewer: User, case: Case) -> dict[str, Any]:
    """What the list of messages shows, and where messages go from here."""
    chosen = settings.HOMEWARD_ALERTS
    address = f"{settings.HOMEWARD_BASE_URL}{reverse('public_alerts:feed')}" if chosen.feed else ""
    return {
        "alerts": rows_of(viewer, case),
        "feed_address": address,
        "endpoints": len(chosen.endpoints),
        "only_played": settings.HOMEWARD_ENVIRONMENT != "real",
    }


def alert_context(viewer: User, case: Case, alert: PublicAlert) -> dict[str, Any]:
    """What the page of one message shows."""
    approvals = approvals_of(viewer, alert)
    stage = alert.stage
    return {
        "alert": alert,
        "stage": stage_of(alert),
        "headline": headline_of(alert),
        "facts": stored_facts(alert),
        "blocks": _blocks(alert),
        "approvals": approvals,
        "writers": writers_of(viewer, alert),
        "deliveries": _deliveries(viewer, alert),
        "undelivered": any(
            row.state != DeliveryState.DELIVERED for row in deliveries_of(viewer, alert)
        ),
        "handed_over": alert.scope != CapScope.PUBLIC,
        "feed": settings.HOMEWARD_ALERTS.feed,
        "is_draft": stage == AlertStage.DRAFT,
        "awaits": stage == AlertStage.AWAITING,
        "approved": stage == AlertStage.APPROVED,
        "published": stage == AlertStage.PUBLISHED,
        "undecided": stage in (AlertStage.DRAFT, AlertStage.AWAITING, AlertStage.APPROVED),
        "may_approve": stage == AlertStage.AWAITING and may_approve(viewer, alert),
        "has_file": bool(alert.sha256) and stage != AlertStage.WITHDRAWN,
    }


def _blocks(alert: PublicAlert) -> list[TextBlock]:
    names = ("event", "headline", "description", "instruction", "area")
    return [
        TextBlock(
            one, language_name(one), *(alert.texts.get(one, {}).get(name, "") for name in names)
        )
        for one in alert.languages
    ]


def _deliveries(viewer: User, alert: PublicAlert) -> list[DeliveryRow]:
    return [
        DeliveryRow(
            row.endpoint,
            status(DELIVERY_TONES[DeliveryState(row.state)], row.get_state_display()),
            row.attempts,
            why_undelivered(row.problem),
            row.changed_at,
        )
        for row in deliveries_of(viewer, alert)
    ]


def stored_facts(alert: PublicAlert) -> list[Fact]:
    """The message without its words, as facts with their names."""
    categories = [str(CapCategory(one).label) for one in alert.categories]
    responses = [str(CapResponse(one).label) for one in alert.responses]
    facts = [
        (_("Kind of message"), alert.get_msg_type_display()),
        (_("Status"), alert.get_status_display()),
        (_("Audience"), alert.get_scope_display()),
        (_("Restriction"), alert.restriction if alert.scope == CapScope.RESTRICTED else None),
        (_("Addresses"), alert.addresses if alert.scope == CapScope.PRIVATE else None),
        (_("Note for receivers"), alert.note or None),
        (_("Category"), ", ".join(categories)),
        (_("What people are asked to do"), ", ".join(responses)),
        (_("Urgency"), alert.get_urgency_display()),
        (_("Severity"), alert.get_severity_display()),
        (_("Certainty"), alert.get_certainty_display()),
        (_("In effect from"), moment_text(alert.effective) if alert.effective else None),
        (_("Event begins"), moment_text(alert.onset) if alert.onset else None),
        (_("Ends"), moment_text(alert.expires) if alert.expires else ""),
        (_("Polygons"), alert.polygons or None),
        (_("Circles"), alert.circles or None),
        (_("Codes of areas"), alert.geocodes or None),
        (_("Who alerts"), alert.sender_name),
        (_("Whom to call"), alert.contact or None),
        (_("Page with more"), alert.web or None),
        (_("Picture"), alert.picture or None),
    ]
    return [Fact(label, value) for label, value in facts if value is not None]
