"""Indicators that are read from the room that holds them on the day on which somebody asks.

They speak of no person and no case, so nothing is held back; they are not kept, for that room keeps
their history. Where it holds nothing there is no figure.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import other_states
from homeward.foundation.authorities.reachability import measured
from homeward.knowledge.law.gaps import gaps
from homeward.knowledge.law.matching import Result
from homeward.knowledge.law.queries import law_of
from homeward.knowledge.manual.guide.use import uses
from homeward.knowledge.manual.models import Choice
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.statistics.observations import Cell, Observation, Status


def live_figures(viewer: User, now: datetime) -> list[Observation]:
    """The figures of this node's State as of now, in the present year, which is not over."""
    if not viewer.is_active:
        return []
    year = str(now.astimezone(UTC).year)
    found = []
    for code, value in _values(viewer, now):
        cell = Cell(code, INDICATORS[code].unit, settings.HOMEWARD_STATE, year)
        found.append(Observation(cell, value, Status.PROVISIONAL))
    return found


def _values(viewer: User, now: datetime) -> Iterator[tuple[str, Decimal]]:
    reachable = _reachable(now)
    if reachable is not None:
        yield "authority_reachable", reachable
    meets = _meets()
    if meets is not None:
        yield "laws_meeting_minimum", meets
    decided = [one.decision.choice for one in uses(viewer) if one.decision is not None]
    if decided:
        adopted = sum(one in (Choice.ADOPT, Choice.ADAPT) for one in decided)
        yield "practices_adopted", Decimal(adopted)


def _reachable(now: datetime) -> Decimal | None:
    """Per cent of the authorities whose last test can be judged and was answered."""
    tested = measured([one.code for one in other_states()], now)
    judged = [
        bool(one.answered) and one.last in one.answered
        for name, one in tested.items()
        if "/" not in name and (one.is_silent(now) or one.last in one.answered)
    ]
    if not judged:
        return None
    share = Decimal(100 * sum(judged)) / len(judged)
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _meets() -> Decimal | None:
    """One where the State's law meets every element, zero where it lacks one, else nothing."""
    state = settings.HOMEWARD_STATE
    try:
        law = law_of(state)
    except NotFound:
        return None
    results = {one.result for one in gaps(state, law.offences, law.cells)}
    if Result.NOT_MET in results:
        return Decimal(0)
    return Decimal(1) if results == {Result.MET} else None
