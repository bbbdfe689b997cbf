"""Areas of an alert as people type them, checked as the standard wants them (CAP 1.2, 3.2.4).

A polygon is a line of points `latitude,longitude`, the last of which repeats the first; a circle is
a point and a radius in kilometres; a geocode is `NAME=value`. WGS 84, latitude first.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from homeward.casework.response.errors.alerts import AreaMalformed

Point = tuple[float, float]
MOST_LINES, MOST_POINTS = 20, 200
FARTHEST = 20_038.0  # kilometres: half the way around the Earth
# Only 0 to 9: the digits of other scripts are numbers to Python, and to no receiver of a message.
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,10})?")
_RADIUS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?")
_GEOCODE = re.compile(r"([^=\s][^=]{0,60})=\s*(\S.{0,120})")


def polygons(text: str) -> list[str]:
    """Each line as a polygon in the standard's form. Raises AreaMalformed."""
    return [_polygon(line, number) for number, line in _lines(text)]


def circles(text: str) -> list[str]:
    """Each line as a circle in the standard's form. Raises AreaMalformed."""
    return [_circle(line, number) for number, line in _lines(text)]


def geocodes(text: str) -> list[tuple[str, str]]:
    """Each line `NAME=value` as a pair. Raises AreaMalformed."""
    return [_geocode(line, number) for number, line in _lines(text)]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    filled = [(n, one.strip()) for n, one in enumerate(text.splitlines(), 1) if one.strip()]
    if len(filled) > MOST_LINES:
        raise AreaMalformed(
            line=filled[MOST_LINES][0],
            problem=_("there are more than %(most)s lines") % {"most": MOST_LINES},
        )
    return iter(filled)


def _polygon(line: str, number: int) -> str:
    words = line.split()
    points = [_point(word, number) for word in words]
    if len(points) < 4:
        raise AreaMalformed(
            line=number,
            problem=_("a polygon has at least four points, of which the last repeats the first"),
        )
    if len(points) > MOST_POINTS:
        raise AreaMalformed(
            line=number, problem=_("more than %(most)s points") % {"most": MOST_POINTS}
        )
    if points[0] != points[-1]:
        raise AreaMalformed(
            line=number, problem=_("the polygon is not closed: repeat the first point at the end")
        )
    _check_ring(points, number)
    return " ".join(words)


def _check_ring(points: list[Point], number: int) -> None:
    ring = points[:-1]
    if len(set(ring)) < len(ring):
        raise AreaMalformed(line=number, problem=_("a point within the polygon stands twice"))
    if _crosses_itself(points):
        raise AreaMalformed(
            line=number, problem=_("the polygon crosses itself: give its points in order")
        )
    if len(ring) < 3 or _doubled_area(points) == 0:
        raise AreaMalformed(line=number, problem=_("the points of the polygon lie on one line"))


def _circle(line: str, number: int) -> str:
    words = line.split()
    if len(words) != 2:
        raise AreaMalformed(
            line=number,
            problem=_("a circle is a point and a radius in kilometres, such as 12.5,-3.25 20"),
        )
    _point(words[0], number)
    if not _RADIUS.fullmatch(words[1]) or not 0 < float(words[1]) <= FARTHEST:
        raise AreaMalformed(
            line=number, problem=_("the radius is a number of kilometres above zero")
        )
    return " ".join(words)


def _geocode(line: str, number: int) -> tuple[str, str]:
    found = _GEOCODE.fullmatch(line)
    if found is None:
        raise AreaMalformed(line=number, problem=_("a code of an area is written NAME=value"))
    return found[1].strip(), found[2].strip()


def _point(word: str, number: int) -> Point:
    parts = word.split(",")
    if len(parts) != 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise AreaMalformed(
            line=number,
            problem=_("“%(word)s” is no point: write latitude,longitude such as 12.5,-3.25")
            % {"word": word[:40]},
        )
    latitude, longitude = float(parts[0]), float(parts[1])
    if abs(latitude) > 90:
        raise AreaMalformed(
            line=number,
            problem=_("the latitude %(value)s is beyond 90; latitude comes first, then longitude")
            % {"value": parts[0]},
        )
    if abs(longitude) > 180:
        raise AreaMalformed(
            line=number, problem=_("the longitude %(value)s is beyond 180") % {"value": parts[1]}
        )
    return latitude, longitude


def _crosses_itself(points: list[Point]) -> bool:
    """Whether two sides that are not neighbours meet."""
    sides = list(pairwise(points))
    last = len(sides) - 1
    for i, first in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if (i, j) != (0, last) and _meet(*first, *sides[j]):
                return True
    return False


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the stretches a-b and c-d have a point in common."""
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((turns[0], a, b, c), (turns[1], a, b, d), (turns[2], c, d, a), (turns[3], c, d, b))
    return any(turn == 0 and _within(p, q, r) for turn, p, q, r in ends)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _within(a: Point, b: Point, c: Point) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _doubled_area(points: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
