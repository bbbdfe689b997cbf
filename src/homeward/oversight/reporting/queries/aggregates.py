"""The figures that a State tells, and those that States told."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings

from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import states
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting.access import may_work
from homeward.oversight.reporting.lines import Line, line_of
from homeward.oversight.reporting.models import Aggregate, Stage
from homeward.oversight.trends.counting import end_of_last_quarter
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.live import live_figures
from homeward.oversight.trends.models import Dataset
from homeward.oversight.trends.queries import (
    observations_of,
    own_figures,
    sources_of_state,
    whole_years,
)
from homeward.oversight.trends.statistics.observations import series_of

STANDING = (Stage.SENT, Stage.RECEIVED)


def aggregates_of(viewer: User) -> list[Aggregate]:
    """All aggregates of this node, the newest first, without their figures."""
    rows = Aggregate.objects.defer("lines").order_by("-prepared_at")
    return list(rows) if may_work(viewer) else []


def superseding(one: Aggregate) -> Aggregate | None:
    """The aggregate of the same State that stands in the place of this one, if any."""
    last = last_sent(one.state)
    is_old = last is not None and last.pk != one.pk and one.number < last.number
    return last if is_old else None


def lines_of(one: Aggregate) -> list[Line]:
    """The figures of an aggregate; none of one that was superseded: two vintages of a year may
    differ by one person, so nobody counts or compares them. Everything that reads the figures of
    an aggregate that is not the standing one reads them here."""
    return [] if superseding(one) else list(one.lines)


def last_sent(state: str) -> Aggregate | None:
    """The aggregate of a State that stands: the highest number that went out or came in."""
    rows = Aggregate.objects.filter(state=state, stage__in=STANDING)
    return rows.exclude(refused__gt="", stage=Stage.SENT).order_by("-number").first()


def standing(viewer: User) -> dict[str, Aggregate]:
    """State -> the aggregate that stands."""
    found: dict[str, Aggregate] = {}
    if may_work(viewer):
        for one in Aggregate.objects.filter(stage=Stage.RECEIVED).order_by("number"):
            found[one.state] = one
    return found


def asked_states() -> dict[str, str]:
    """Code -> name of the States that may tell something: all but the Secretariat's own."""
    own = settings.HOMEWARD_STATE if is_secretariat() else ""
    return {one.code: one.name for one in states() if one.code != own}


def own_lines(viewer: User) -> list[Line]:
    """The node's own counts as lines, after the disclosure control that the trends applied, and
    what other rooms hold as of today."""
    now = datetime.now(UTC)
    counted = [
        line
        for code, dataset in sorted(own_figures(viewer).items())
        for line in _lines(code, dataset, "")
    ]
    live = [line_of(one, partial=True, at=now.date()) for one in live_figures(viewer, now)]
    return [*counted, *live]


def source_lines(code: str, dataset: Dataset) -> list[Line]:
    """The State's own area in an imported data set, as lines of an indicator."""
    return _lines(code, dataset, dataset.publisher or dataset.title)


def sources_for(viewer: User) -> list[tuple[str, Dataset]]:
    """Imported data sets with figures of this State, each with the indicator that it gives."""
    return sources_of_state(viewer, settings.HOMEWARD_STATE)


def absent_from(lines: Iterable[Line]) -> list[str]:
    """The indicators of which nothing is told: told as not recorded, never as zero."""
    there = {one["indicator"] for one in lines}
    return sorted(set(INDICATORS) - there)


def _lines(code: str, dataset: Dataset, source: str) -> list[Line]:
    every = [one for one in observations_of(dataset) if one.cell.area == settings.HOMEWARD_STATE]
    total = series_of(every).get(settings.HOMEWARD_STATE, {})
    whole = whole_years(dataset, total)
    at = (dataset.added_at if source else end_of_last_quarter(dataset.added_at)).date()
    lines = []
    for one in every:
        line = line_of(one, partial=one.cell.period not in whole, at=at, source=source)
        lines.append(line | {"indicator": code})
    return lines
