"""Assessments over time and single needs of one support file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.timezone import localdate

from homeward.casework.victims.access.files import is_in_support
from homeward.casework.victims.models import (
    Assessment,
    AssessmentDate,
    AssessmentLevel,
    Need,
    NeedChange,
    SupportFile,
)
from homeward.casework.victims.words.needs import SETTLED, Domain, Level, Urgency
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """What an assessment found in a domain, and on which day."""

    assessment: Assessment
    level: int
    met: str
    met_words: str
    note: str

    @property
    def words(self) -> str:
        """The level as the scale says it."""
        return str(Level(self.level).label)

    @property
    def known(self) -> bool:
        """Whether a level could be said."""
        return self.level != Level.NOT_SPECIFIED


@dataclass(frozen=True, slots=True)
class Course:
    """What was found in one domain, the earliest first; corrected assessments are left out."""

    domain: str
    found: tuple[Found, ...]

    @property
    def label(self) -> str:
        """The domain as its reader says it."""
        return str(Domain(self.domain).label)

    @property
    def first(self) -> Found | None:
        """The earliest whose level is known."""
        return next((one for one in self.found if one.known), None)

    @property
    def latest(self) -> Found | None:
        """The last that was found, known or not."""
        return self.found[-1] if self.found else None

    @property
    def change(self) -> int | None:
        """Levels by which the problem grew (above 0) or shrank since the first; None: unknown.

        Levels are ranks of a scale, so this says how many steps lie between, never how much.
        """
        first, latest = self.first, self.latest
        if first is None or latest is None or not latest.known or first is latest:
            return None
        return latest.level - first.level


def assessments_of(viewer: User, file: SupportFile) -> QuerySet[Assessment]:
    """Every assessment, corrected ones too, the latest first."""
    if not is_in_support(viewer, file.case):
        return Assessment.objects.none()
    rows = Assessment.objects.filter(file=file).select_related("colleague", "corrected_by")
    return rows.prefetch_related("levels").order_by("-made_on", "-pk")


def assessment_of_form(viewer: User, file: SupportFile, token: UUID) -> Assessment | None:
    """The assessment that a form recorded when it was first sent."""
    return assessments_of(viewer, file).filter(form_token=token).first()


def correction_of(viewer: User, assessment: Assessment) -> Assessment | None:
    """What took the place of an assessment that was wrong."""
    return assessments_of(viewer, assessment.file).filter(corrects=assessment).first()


def courses_of(viewer: User, file: SupportFile) -> list[Course]:
    """What was found over time in every domain, also where nothing was."""
    standing = assessments_of(viewer, file).filter(corrected_by=None)
    rows = AssessmentLevel.objects.filter(assessment__in=standing)
    ordered = rows.select_related("assessment__colleague").order_by(
        "assessment__made_on", "assessment_id"
    )
    held: dict[str, list[Found]] = {code: [] for code in Domain.values}
    for row in ordered:
        one = Found(row.assessment, row.level, row.met, row.get_met_display(), row.note)
        held[row.domain].append(one)
    return [Course(domain, tuple(found)) for domain, found in held.items()]


def date_of(viewer: User, file: SupportFile) -> AssessmentDate | None:
    """When the next assessment is to be made, as it was set last."""
    return dates_of(viewer, file).first()


def dates_of(viewer: User, file: SupportFile) -> QuerySet[AssessmentDate]:
    """Every day that was set for the next assessment, the latest first."""
    rows = AssessmentDate.objects.filter(file=file).order_by("-pk")
    return rows if is_in_support(viewer, file.case) else rows.none()


def is_late(day: date | None) -> bool:
    """Whether a day has passed."""
    return day is not None and day < localdate()


def needs_of(viewer: User, file: SupportFile) -> QuerySet[Need]:
    """Every need: those that are not settled first, the most urgent before the others."""
    if not is_in_support(viewer, file.case):
        return Need.objects.none()
    order = [When(urgency=code, then=Value(place)) for place, code in enumerate(Urgency.values)]
    return (
        Need.objects.filter(file=file)
        .annotate(
            ended=Case(
                When(status__in=SETTLED, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
            rank=Case(*order, default=Value(len(order)), output_field=IntegerField()),
        )
        .order_by("ended", "rank", "opened_on", "pk")
    )


def changes_of(viewer: User, need: Need) -> QuerySet[NeedChange]:
    """How a need came to stand as it does, the latest first."""
    rows = NeedChange.objects.filter(need=need).select_related("by").order_by("-pk")
    return rows if is_in_support(viewer, need.case) else rows.none()
