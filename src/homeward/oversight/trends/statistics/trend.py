"""Trends of one series: whether it rises, how fast, where its level changed, what season does.

Tests of others, each with its limits: Mann-Kendall (pymannkendall), Sen's slope with an interval
(scipy), change points (ruptures), the strength of a season (statsmodels). None is computed from too
few values, and none across a break: what comes before is not comparable with what follows.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from homeward.oversight.trends.statistics.observations import Observation, Status

#: The normal approximation of the test asks for about this many values.
FEWEST = 8
FEWEST_FOR_CHANGES = 10
FEWEST_YEARS_OF_MONTHS = 3
ALPHA = 0.05


class Direction(StrEnum):
    """What the test says. `TOO_FEW`: it says nothing."""

    RISING = "rising"
    FALLING = "falling"
    NONE = "none"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Trend:
    """The result for `count` values from `first` to `last`.

    `slope` is Sen's: the median change from one period to the next, with its 95 % interval.
    `p_corrected` allows for values that depend on the ones before (Hamed and Rao 1998); the
    direction follows the larger of both probabilities.
    """

    direction: Direction
    count: int
    first: str = ""
    last: str = ""
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_corrected: float | None = None
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The first period of a new level, with the means before and after it."""

    period: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Season:
    """How much of what is left beside the trend is season: 0 none, 1 all (Hyndman and
    Athanasopoulos, Forecasting, 3rd edition, 4.3). `factors` are the mean departures by month."""

    strength: float
    factors: tuple[float, ...]
    years: int


Point = tuple[int, str, float]


def comparable(line: Mapping[str, Observation]) -> tuple[list[Point], bool]:
    """The values since the last break, as (place in time, period, value), and whether there was
    one. Missing periods leave a gap in the places. Suppressed and missing values are left out."""
    points: list[Point] = []
    broken = False
    for period in sorted(line):
        one = line[period]
        if one.status == Status.BREAK:
            broken, points = True, []
        if one.value is not None:
            points.append((place_of(period), period, float(one.value)))
    return points, broken


def place_of(period: str) -> int:
    """The number of a year, quarter or month; one more for the period after it."""
    year, _, part = period.partition("-")
    if not part:
        return int(year)
    if part.startswith("Q"):
        return int(year) * 4 + int(part[1]) - 1
    return int(year) * 12 + int(part) - 1


def trend_of(line: Mapping[str, Observation]) -> Trend:
    """Mann-Kendall and Sen of one series since its last break."""
    points, broken = comparable(line)
    if len(points) < FEWEST:
        ends = (points[0][1], points[-1][1]) if points else ("", "")
        return Trend(Direction.TOO_FEW, len(points), *ends, after_break=broken)
    import pymannkendall
    from scipy.stats import theilslopes

    values = [value for _place, _period, value in points]
    test = pymannkendall.original_test(values, alpha=ALPHA)
    p, corrected = float(test.p), _corrected(values)
    slope, _intercept, low, high = theilslopes(values, [place for place, *_ in points], 1 - ALPHA)
    direction = Direction.NONE
    if max(p, corrected if corrected is not None else p) < ALPHA and test.s:
        direction = Direction.RISING if test.s > 0 else Direction.FALLING
    return Trend(
        direction,
        len(points),
        points[0][1],
        points[-1][1],
        float(slope),
        float(low),
        float(high),
        p,
        corrected,
        broken,
    )


def _corrected(values: Sequence[float]) -> float | None:
    """The probability that allows for dependence; None where it cannot be reckoned."""
    import numpy as np
    import pymannkendall

    if len(set(values)) < 3:
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = float(pymannkendall.hamed_rao_modification_test(list(values), alpha=ALPHA, lag=1).p)
    return None if np.isnan(found) else found


def changes_of(line: Mapping[str, Observation]) -> list[Change]:
    """Where the level of a series changed, since its last break and without gaps in it.

    PELT for means with a penalty of three times the variance of the noise times log n; the noise
    is judged from differences of neighbours, robustly. Levels last three periods at least.
    """
    points, _broken = comparable(line)
    if len(points) < FEWEST_FOR_CHANGES or _gaps(points):
        return []
    import numpy as np
    import ruptures

    values = np.asarray([value for *_, value in points], dtype=float)
    steps = np.abs(np.diff(values) - np.median(np.diff(values)))
    noise = float(np.median(steps)) / 0.6745 / 2**0.5
    if noise == 0:
        noise = float(np.std(values)) / len(values) or 1.0
    penalty = 3 * noise**2 * float(np.log(len(values)))
    ends = ruptures.Pelt(model="l2", min_size=3, jump=1).fit(values).predict(pen=penalty)
    starts = [0, *ends]
    return [
        Change(
            points[at][1],
            float(values[start:at].mean()),
            float(values[at:end].mean()),
        )
        for start, at, end in zip(starts, starts[1:], starts[2:], strict=False)
    ]


def season_of(line: Mapping[str, Observation]) -> Season | None:
    """The season of a monthly series since its last break; None where there is too little."""
    points, _broken = comparable(line)
    monthly = all("-" in period and "Q" not in period for _, period, _ in points)
    if not monthly or len(points) < 12 * FEWEST_YEARS_OF_MONTHS or _gaps(points):
        return None
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    values = np.asarray([value for *_, value in points], dtype=float)
    parts = STL(values, period=12, robust=True).fit()
    spread = float(np.var(parts.seasonal + parts.resid))
    strength = max(0.0, 1 - float(np.var(parts.resid)) / spread) if spread else 0.0
    months = np.asarray([place % 12 for place, *_ in points])
    factors = tuple(float(parts.seasonal[months == month].mean()) for month in range(12))
    return Season(strength, factors, len(points) // 12)


def _gaps(points: Sequence[Point]) -> bool:
    return any(after[0] != before[0] + 1 for before, after in pairwise(points))
