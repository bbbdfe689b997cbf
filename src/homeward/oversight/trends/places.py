"""Where a State stands on the map of squares: as near as possible to its place on the earth.

A square is given to each State, all of one size. The place is the middle of those that the list of
time zones (tzdata, public domain) names for it; the squares are shared out so that together they
are moved as little as possible. No border is drawn, so none can be wrong.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import resources
from math import atan2, cos, degrees, radians, sin

from homeward.oversight.trends.regions import listed_states

COLUMNS, ROWS = 34, 20
#: The latitudes of the upper and of the lower edge.
_NORTH, _SOUTH = 72.0, -50.0
_ISO6709 = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")
#: Three-letter codes of ISO 3166-1 that the list of holidays, from which the rest is read, lacks
#: or spells otherwise.
_ALPHA3 = {"BGR": "BG", "BHR": "BH", "GTM": "GT", "MAR": "MA", "SWZ": "SZ"}

Cell = tuple[int, int]


@cache
def cells() -> Mapping[str, Cell]:
    """State -> (column, row) of its square, from the upper left."""
    return _shared_out(tuple(sorted(set(listed_states()) & set(coordinates()))))


def cells_with(more: Collection[str]) -> Mapping[str, Cell]:
    """As `cells`, with further codes that the list of time zones knows, such as territories."""
    extra = (set(more) & set(coordinates())) - set(cells())
    return _shared_out(tuple(sorted({*cells(), *extra}))) if extra else cells()


@cache
def coordinates() -> Mapping[str, tuple[float, float]]:
    """Code of ISO 3166-1 -> (latitude, longitude) in degrees."""
    found: dict[str, list[tuple[float, float]]] = {}
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, place = line.split("\t")[:2]
            found.setdefault(code, []).append(_degrees(place))
    return {code: _middle(places) for code, places in found.items()}


def state_of(area: str) -> str:
    """The two-letter code that the code of an area stands for, or '' where it is no State's.

    Codes that ISO leaves to its users, which fictional States have, stay as they are.
    """
    if re.fullmatch("[A-Z]{2}", area):
        return area if area in coordinates() or area.startswith("X") else ""
    return _alpha3().get(area, "") if re.fullmatch("[A-Z]{3}", area) else ""


def has_map(areas: Iterable[str]) -> bool:
    """Whether at least two of the areas are States."""
    return len({state_of(one) for one in areas} - {""}) > 1


@cache
def _alpha3() -> Mapping[str, str]:
    from holidays.registry import COUNTRIES

    found = dict(_ALPHA3)
    for codes in COUNTRIES.values():
        two = [one for one in codes if len(one) == 2]
        three = [one for one in codes if len(one) == 3]
        found |= {three[0]: two[0]} if two and three else {}
    return found


def _degrees(place: str) -> tuple[float, float]:
    found = _ISO6709.fullmatch(place)
    if found is None:
        raise ValueError(f"No place of ISO 6709: {place}.")
    north, lat, lat_minutes, east, lon, lon_minutes = found.groups()
    return (
        float(f"{north}1") * (int(lat) + int(lat_minutes) / 60),
        float(f"{east}1") * (int(lon) + int(lon_minutes) / 60),
    )


def _middle(places: Collection[tuple[float, float]]) -> tuple[float, float]:
    """The middle of places, also of those on both sides of the 180th meridian."""
    east = sum(sin(radians(lon)) for _lat, lon in places)
    north = sum(cos(radians(lon)) for _lat, lon in places)
    return sum(lat for lat, _lon in places) / len(places), degrees(atan2(east, north))


@cache
def _shared_out(states: tuple[str, ...]) -> Mapping[str, Cell]:
    """The squares that move all States together as little as possible (squares of distances)."""
    import numpy
    from scipy.optimize import linear_sum_assignment

    every = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    wanted = numpy.array([_wanted(*coordinates()[one]) for one in states])
    there = numpy.array(every, dtype=float)
    cost = ((wanted[:, None, :] - there[None, :, :]) ** 2).sum(axis=2)
    rows, chosen = linear_sum_assignment(cost)
    return {states[row]: every[at] for row, at in zip(rows, chosen, strict=True)}


def _wanted(latitude: float, longitude: float) -> tuple[float, float]:
    return (
        (longitude + 180) / 360 * (COLUMNS - 1),
        (_NORTH - max(_SOUTH, min(_NORTH, latitude))) / (_NORTH - _SOUTH) * (ROWS - 1),
    )
