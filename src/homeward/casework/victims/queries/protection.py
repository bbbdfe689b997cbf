"""Threat assessments, measures, protected addresses and alarms of a support file, viewer first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    Measure,
    MeasureEntry,
    ProtectedAddress,
    SharedRequest,
    SupportFile,
    ThreatAlarm,
    ThreatAssessment,
)
from homeward.casework.victims.words.protection import LIVE, ThreatSource
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import day_text


def threats_of(viewer: User, file: SupportFile) -> QuerySet[ThreatAssessment]:
    """Every assessment, those that were corrected too; the latest day first."""
    rows = ThreatAssessment.objects.select_related("recorded_by", "corrected_by", "corrects")
    rows = rows.filter(file=file).order_by("-assessed_on", "-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def threat_of(viewer: User, file: SupportFile) -> ThreatAssessment | None:
    """The assessment that holds now: the latest that nothing corrects."""
    return threats_of(viewer, file).filter(corrected_by__isnull=True).first()


def threat_words(viewer: User, file: SupportFile) -> str:
    """The threat that holds now by level, day and sources, for who is told of it; empty for none.

    Reasons were written for colleagues and may say more than anybody else needs.
    """
    threat = threat_of(viewer, file)
    if threat is None:
        return ""
    words = _("%(level)s, assessed on %(day)s.")
    if threat.sources:
        words = _("%(level)s, assessed on %(day)s. Sources: %(sources)s.")
    return words % {
        "level": threat.get_level_display(),
        "day": day_text(threat.assessed_on),
        "sources": ", ".join(str(ThreatSource(one).label) for one in threat.sources),
    }


def measures_of(viewer: User, file: SupportFile) -> QuerySet[Measure]:
    """Every measure: live ones by their first day, then those that ended."""
    rows = Measure.objects.select_related("added_by").filter(file=file)
    rows = rows.order_by("-ended_on", "begins_on", "pk")  # those without an end day come first
    return rows if is_in_support(viewer, file.case) else rows.none()


def live_measures_of(viewer: User, file: SupportFile) -> QuerySet[Measure]:
    """The measures that are planned or in force."""
    return measures_of(viewer, file).filter(status__in=LIVE)


def entries_of(viewer: User, measure: Measure) -> QuerySet[MeasureEntry]:
    """What happened to a measure, the oldest first."""
    rows = MeasureEntry.objects.select_related("by").filter(measure=measure).order_by("pk")
    return rows if is_in_support(viewer, measure.case) else rows.none()


def measure_of_form(viewer: User, file: SupportFile, token: UUID) -> Measure | None:
    """The measure that a form added when it was first sent."""
    return measures_of(viewer, file).filter(form_token=token).first()


def entry_of_form(viewer: User, measure: Measure, token: UUID) -> MeasureEntry | None:
    """The step that a form made when it was first sent."""
    return entries_of(viewer, measure).filter(form_token=token).first()


def overlapping(
    file: SupportFile, kind: str, begins_on: date, until: date | None, *, apart: int | None = None
) -> Measure | None:
    """The live measure of this kind that holds on one of these days, other than `apart`."""
    rows = Measure.objects.filter(file=file, kind=kind, status__in=LIVE)
    if apart is not None:
        rows = rows.exclude(pk=apart)
    if until is not None:
        rows = rows.filter(begins_on__lte=until)
    later = (
        one for one in rows.order_by("begins_on") if one.until is None or begins_on <= one.until
    )
    return next(later, None)


def is_over(measure: Measure, day: date | None = None) -> bool:
    """Whether a live measure is past its last day and waits to be lifted or prolonged."""
    until = measure.until
    return measure.status in LIVE and until is not None and until < (day or localdate())


def addresses_of(viewer: User, file: SupportFile) -> QuerySet[ProtectedAddress]:
    """The protected addresses, those that hold first; what they are is sealed."""
    rows = ProtectedAddress.objects.select_related("item", "added_by").filter(file=file)
    rows = rows.order_by("-ended_at", "-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def address_of_form(viewer: User, file: SupportFile, token: UUID) -> ProtectedAddress | None:
    """The address that a form sealed when it was first sent."""
    return addresses_of(viewer, file).filter(item__form_token=token).first()


def alarms_of(viewer: User, file: SupportFile) -> QuerySet[ThreatAlarm]:
    """Every alarm, the latest first."""
    rows = ThreatAlarm.objects.filter(file=file).order_by("-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def shared_of(viewer: User, file: SupportFile) -> QuerySet[SharedRequest]:
    """The requests abroad that speak of the person, the latest first."""
    rows = SharedRequest.objects.select_related("request", "consent", "override")
    rows = rows.filter(file=file).order_by("-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def shared_by_form(viewer: User, case: Case, token: UUID) -> SharedRequest | None:
    """The request that a form drafted when it was first sent."""
    rows = SharedRequest.objects.select_related("request").filter(case=case)
    found = rows.filter(request__form_token=token).first()
    return found if is_in_support(viewer, case) else None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page of a file says of protection, in short."""

    threat: ThreatAssessment | None
    is_late: bool
    alarms: list[ThreatAlarm]
    measures: list[Measure]
    addresses: int
    requests: int


def summary_of(viewer: User, file: SupportFile) -> Summary:
    """The present threat, open alarms, live measures, and how many addresses are sealed."""
    threat = threat_of(viewer, file)
    return Summary(
        threat=threat,
        is_late=threat is not None and threat.review_on < localdate(),
        alarms=list(alarms_of(viewer, file).filter(answered_at__isnull=True)),
        measures=marked(live_measures_of(viewer, file)),
        addresses=addresses_of(viewer, file).filter(ended_at__isnull=True).count(),
        requests=shared_of(viewer, file).count(),
    )


def marked(measures: Iterable[Measure]) -> list[Measure]:
    """The measures, each with whether its review is late (`is_late`) and whether it is over."""
    today, found = localdate(), list(measures)
    for one in found:
        one.is_over = is_over(one, today)  # type: ignore[attr-defined]
        one.is_late = one.status in LIVE and one.review_on < today  # type: ignore[attr-defined]
    return found
