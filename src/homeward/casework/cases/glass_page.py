"""How broken glasses are shown: as rows of a list, and as the banner on every page of the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.casework.cases.queries.glass import is_over, is_overdue
from homeward.foundation.access.glass import Verdict
from homeward.foundation.access.models import Glass, User
from homeward.foundation.access.queries import live_glasses
from homeward.foundation.access.roles import Compartment
from homeward.foundation.web.formats import listing, span
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone

VERDICT_TONES = {Verdict.JUSTIFIED: Tone.SUCCESS, Verdict.NOT_JUSTIFIED: Tone.DANGER}


@dataclass(frozen=True, slots=True)
class GlassRow:
    """A broken glass with its words in the reader's language."""

    glass: Glass
    walls: str
    state: SafeString
    over: bool
    over_at: datetime
    left: str
    end_url: str


def row_of(glass: Glass) -> GlassRow:
    """One broken glass as it stands now."""
    language = get_language() or "en"
    walls = [str(label) for code, label in Compartment.choices if code in glass.compartments]
    return GlassRow(
        glass=glass,
        walls=listing(walls, language),
        state=_state_of(glass),
        over=is_over(glass),
        over_at=glass.ended_at or glass.expires_at,
        left=span(max(glass.expires_at - datetime.now(UTC), timedelta(seconds=1)), language),
        end_url=reverse("glass:end", args=[glass.pk]),
    )


def rows_of(glasses: Iterable[Glass]) -> list[GlassRow]:
    """Broken glasses in their order."""
    return [row_of(glass) for glass in glasses]


def banner_of(viewer: User, case_id: int) -> list[GlassRow]:
    """What says on every page of the case that the viewer is there by a broken glass."""
    return rows_of(live_glasses(viewer).filter(case_id=case_id))


def _state_of(glass: Glass) -> SafeString:
    if glass.reviewed_at is not None:
        verdict = Verdict(glass.verdict)
        return status(VERDICT_TONES[verdict], str(verdict.label))
    if is_overdue(glass):
        return status(Tone.DANGER, _("Review overdue"))
    if is_over(glass):
        return status(Tone.WARNING, _("Waits for review"))
    return status(Tone.INFORMATION, _("Going on now"))
