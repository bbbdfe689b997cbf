"""Rates per 100,000 inhabitants, and exact intervals of small counts.

A rate needs the population of the same area and the same year; another one is refused, never
adapted. A count of offences is taken as Poisson: the exact (Garwood) interval says how far it may
be from the level that produced it. It speaks of chance only, not of what nobody reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from homeward.oversight.trends.statistics.observations import RATED, Observation

PER = 100_000
#: Below this population one event moves the rate by more than one per 100,000.
SMALL = 100_000


class PopulationMismatch(Exception):
    """The population is of another area or another year than the count."""


class NoPopulation(Exception):
    """There is no population for the area and year, so there is no rate."""


@dataclass(frozen=True, slots=True)
class Population:
    """The inhabitants of an area in a year, with the source that says so."""

    area: str
    year: str
    inhabitants: int
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Per 100,000 inhabitants, with its 95 % interval where the count is whole.

    `small` where the population is below `SMALL`: such a rate is not compared with others.
    """

    value: float
    low: float | None
    high: float | None
    population: Population
    small: bool


def exact_interval(count: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a Poisson count (Garwood 1936). Raises ValueError for a negative."""
    if count < 0:
        raise ValueError(f"A count is never negative: {count}.")
    from statsmodels.stats.rates import confint_poisson

    low, high = confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    return float(low), float(high)


def rate_of(observation: Observation, population: Population) -> Rate:
    """The rate of one yearly value. Raises PopulationMismatch, and ValueError for a value that is
    missing: it has no rate."""
    cell = observation.cell
    if (cell.area, cell.period[:4]) != (population.area, population.year):
        raise PopulationMismatch(
            f"{cell.area} {cell.period} and {population.area} {population.year}"
        )
    if observation.value is None or population.inhabitants <= 0:
        raise ValueError("A rate needs a value and inhabitants.")
    factor = PER / population.inhabitants
    low = high = None
    if observation.value == int(observation.value):
        low, high = (edge * factor for edge in exact_interval(int(observation.value)))
    value = float(observation.value * Decimal(PER) / population.inhabitants)
    return Rate(value, low, high, population, population.inhabitants < SMALL)


def rates_of(
    line: Mapping[str, Observation], populations: Mapping[str, Population]
) -> dict[str, Rate]:
    """Period -> rate, for the yearly counts of one area whose year has a population. A median or a
    share has none."""
    return {
        period: rate_of(one, populations[period])
        for period, one in line.items()
        if len(period) == 4
        and one.cell.unit in RATED
        and one.value is not None
        and period in populations
    }
