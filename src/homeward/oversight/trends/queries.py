"""Reading data sets, series and totals; everybody who signed in may, and the database asks it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homeward.foundation.access.models import User
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.models import Apart, Dataset, Figure
from homeward.oversight.trends.statistics.aggregates import aggregates_among
from homeward.oversight.trends.statistics.importing import is_called
from homeward.oversight.trends.statistics.observations import (
    ADDED,
    Cell,
    Observation,
    Status,
    Unit,
)
from homeward.oversight.trends.statistics.panel import Panel, best_window, members_of, panel_of
from homeward.oversight.trends.statistics.rates import Population


def datasets_of(viewer: User, kind: str = Dataset.FIGURES) -> list[Dataset]:
    """The newest vintage of each data set, by title."""
    if not viewer.is_active:
        return []
    found: dict[str, Dataset] = {}
    for one in Dataset.objects.filter(kind=kind).order_by("title", "pk"):
        found[one.key] = one
    return list(found.values())


def own_figures(viewer: User) -> dict[str, Dataset]:
    """The newest count of each indicator by the node itself, by the indicator's code."""
    return {one.indicator: one for one in datasets_of(viewer) if one.key.startswith("node:")}


def sources_of_state(viewer: User, state: str) -> list[tuple[str, Dataset]]:
    """Imported data sets with figures of this State, each with the indicator that it gives."""
    found = []
    for dataset in datasets_of(viewer):
        code = indicator_of(dataset)
        if code and dataset.figures.filter(area=state).exists():
            found.append((code, dataset))
    return found


def offences_of_state(viewer: User, state: str) -> list[tuple[str, Dataset]]:
    """Imported data sets of offences in a class of the ICCS with figures of this State, as codes
    such as `kidnapping_offences`; the node counts incidents, which are never mixed with them."""
    classes = {one.iccs: one.code for one in INDICATORS.values() if one.iccs}
    return [
        (f"{classes[one.indicator].rpartition('_')[0]}_{Unit.OFFENCES.value}", one)
        for one in datasets_of(viewer)
        if one.unit == Unit.OFFENCES
        and one.indicator in classes
        and one.figures.filter(area=state).exists()
    ]


def indicator_of(dataset: Dataset) -> str:
    """The indicator that an imported data set gives, by its code or by class and unit; or ''."""
    if dataset.key.startswith("node:"):
        return ""
    for one in INDICATORS.values():
        if one.unit.value == dataset.unit and dataset.indicator in (one.code, one.iccs or None):
            return one.code
    return ""


def vintages_of(dataset: Dataset) -> list[Dataset]:
    """All vintages of the same data set that can be read, the newest first.

    Of the node's own counts that is the newest alone, and the database sees to it: what two
    counts of the same year differ by may be one person.
    """
    return list(Dataset.objects.filter(key=dataset.key).order_by("-pk"))


def latest_of_key(key: str) -> Dataset | None:
    """The newest vintage with a key."""
    return Dataset.objects.filter(key=key).order_by("-pk").first()


def values_of(dataset: Dataset) -> dict[tuple[str, str, str], Decimal | None]:
    """(area, period, breakdown) -> value."""
    rows = dataset.figures.values_list("area", "period", "breakdown", "value")
    return {(area, period, breakdown): value for area, period, breakdown, value in rows}


def observations_of(dataset: Dataset) -> list[Observation]:
    """All observations of a data set, in order of area, period and breakdown."""
    unit = Unit(dataset.unit)
    return [
        Observation(
            Cell(dataset.indicator, unit, one.area, one.period, one.breakdown),
            one.value,
            Status(one.status),
            one.revised,
            dataset.coverage,
            one.note,
        )
        for one in dataset.figures.order_by("area", "period", "breakdown")
    ]


def names_of(dataset: Dataset) -> dict[str, str]:
    """Area -> name; the code where the source gave none."""
    rows = dataset.figures.order_by("area", "pk").values_list("area", "area_name")
    return {area: name or area for area, name in rows}


def aggregates_of(dataset: Dataset, names: Mapping[str, str]) -> frozenset[str]:
    """The areas (code -> name) that are totals of others, by the room's list or the mapping."""
    return aggregates_among(names, dataset.plan.get("totals", ()))


def apart_of(dataset: Dataset) -> list[Apart]:
    """What was kept apart when the data set was imported, by row."""
    return list(dataset.apart.all())


def known_areas() -> dict[str, set[str]]:
    """Area -> every name it bears, of all areas that have figures; a population is of one of these.

    Two files may use one code for two areas, which their names tell apart.
    """
    found: dict[str, set[str]] = {}
    rows = Figure.objects.filter(dataset__kind=Dataset.FIGURES)
    for area, name in rows.values_list("area", "area_name").distinct():
        found.setdefault(area, set()).update({name} - {""})
    return found


def populations_of(viewer: User, area: str, name: str = "") -> dict[str, Population]:
    """Year -> population of an area, of the newest data set that has one.

    Where both bear a name, the same code with another name is another area.
    """
    found: dict[str, Population] = {}
    for dataset in sorted(datasets_of(viewer, Dataset.POPULATION), key=lambda one: one.pk):
        for one in dataset.figures.filter(area=area, breakdown="").exclude(value=None):
            if not is_called(name, {one.area_name}):
                continue
            found[one.period] = Population(area, one.period, int(one.value or 0), dataset.title)
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """The naive and the panel totals of a window, and the periods of the data set."""

    panel: Panel
    periods: tuple[str, ...]
    first: str
    last: str


def whole_years(dataset: Dataset, line: Mapping[str, Observation]) -> dict[str, Observation]:
    """The values of one area that may be compared: of the node's own, neither those of its first
    year, which began before the node did, nor those of the present one, which is not over."""
    if not dataset.key.startswith("node:"):
        return dict(line)
    first = min(line, default="")
    return {p: o for p, o in line.items() if p != first and o.status != Status.PROVISIONAL}


def totals_of(
    every: Mapping[str, Mapping[str, Observation]],
    first: str = "",
    last: str = "",
    aggregates: Collection[str] = (),
) -> Totals | None:
    """Totals over the areas that are no aggregates of others, from `first` to `last`, or over the
    window with the most comparable values. None for a data set without a value, and for shares and
    medians."""
    lines = members_of(every, aggregates)
    periods = sorted({p for line in lines.values() for p, o in line.items() if o.value is not None})
    units = {one.cell.unit for line in lines.values() for one in line.values()}
    if not periods or not units <= ADDED:
        return None
    if first not in periods or last not in periods or first > last:
        yearly: Sequence[str] = periods if len(periods) <= 60 else periods[-60:]
        first, last = best_window(lines, yearly)
    window = [one for one in periods if first <= one <= last]
    return Totals(panel_of(lines, window), tuple(periods), first, last)
