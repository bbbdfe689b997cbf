"""Observations for tests, in a few words."""

from collections.abc import Mapping
from decimal import Decimal

from homeward.oversight.trends.statistics.observations import Cell, Observation, Status, Unit


def observed(
    area: str,
    period: str,
    value: int | None,
    status: Status = Status.NORMAL,
    *,
    breakdown: str = "",
    unit: Unit = Unit.OFFENCES,
) -> Observation:
    """One value of kidnapping; None is a missing one."""
    if value is None and status == Status.NORMAL:
        status = Status.MISSING
    held = None if value is None else Decimal(value)
    return Observation(Cell("kidnapping", unit, area, period, breakdown), held, status)


def line(
    values: Mapping[str, int | None], *, breaks: tuple[str, ...] = ()
) -> dict[str, Observation]:
    """The series of one area by period."""
    return {
        period: observed("XA", period, value, Status.BREAK if period in breaks else Status.NORMAL)
        for period, value in values.items()
    }


def yearly(first: int, *values: int | None) -> dict[str, int | None]:
    """Values of consecutive years."""
    return {str(first + at): value for at, value in enumerate(values)}
