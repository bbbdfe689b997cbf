"""A map of squares as SVG, made on the server: one square a State, all of one size.

What is missing has a dashed frame and no colour, what was held back is hatched, and zero is a value
with a colour of its own: none of them is taken for another, and no colour stands without a word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from xml.sax.saxutils import escape

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from homeward.oversight.trends.places import COLUMNS, ROWS, cells_with

SIDE, GAP, EDGE = 30, 2, 8
#: From few to many; dark enough letters stand on each.
SHADES = ("#d6e6ee", "#a3c8da", "#5f9fbd", "#2b6f92", "#0e4560")
ZERO = "#f4ecd8"
_INK, _PALE, _LINE = "#22262a", "#ffffff", "#6b7075"


class Kind(StrEnum):
    """Why a square is filled or not."""

    VALUE = "value"
    MISSING = "missing"
    HELD = "held"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Square:
    """What is shown of a State; `said` are words on the quality of its value."""

    state: str
    name: str
    value: Decimal | None
    kind: Kind
    said: str = ""


def thresholds(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The highest value of each shade but the last: as many States in each as can be, equal values
    never in two. Zero has a colour of its own and is not among them."""
    many = sorted(one for one in values if one > 0)
    cuts: list[Decimal] = []
    for at in range(1, len(SHADES)):
        cut = many[max(0, len(many) * at // len(SHADES) - 1)] if many else None
        if cut is not None and cut < many[-1] and (not cuts or cut > cuts[-1]):
            cuts.append(cut)
    return tuple(cuts)


def shade_of(value: Decimal, cuts: Sequence[Decimal]) -> str:
    """The colour of a value."""
    return ZERO if value == 0 else SHADES[_step(sum(value > cut for cut in cuts), len(cuts))]


def _step(at: int, cuts: int) -> int:
    """Few classes use the ends of the scale, so that they can be told apart."""
    return at if cuts >= len(SHADES) - 1 else round(at * (len(SHADES) - 1) / max(cuts, 1))


def map_svg(squares: Sequence[Square], title: str) -> str:
    """The map. States that no list of places knows, such as fictional ones, stand in a row of their
    own below."""
    held = {one.state: one for one in squares}
    where = cells_with(held)
    beside = [one for one in squares if one.state not in where]
    cuts = thresholds([one.value for one in squares if one.value is not None])
    parts = [
        _square(x * (SIDE + GAP) + EDGE, y * (SIDE + GAP) + EDGE, state, held.get(state), cuts)
        for state, (x, y) in sorted(where.items())
    ]
    below = ROWS * (SIDE + GAP) + EDGE * 2
    if beside:
        parts.append(_words(EDGE, below + 12, _("States without a place on the map")))
        for at, one in enumerate(beside):
            row, column = divmod(at, COLUMNS)
            x, y = EDGE + column * (SIDE + GAP), below + 20 + row * (SIDE + GAP)
            parts.append(_square(x, y, one.state, one, cuts))
        below += 28 + (1 + (len(beside) - 1) // COLUMNS) * (SIDE + GAP)
    legend, height = _legend(below, cuts, {one.kind for one in squares}, _has_zero(squares))
    width = COLUMNS * (SIDE + GAP) + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {below + height}"'
        f' width="{width}" height="{below + height}" role="img"'
        ' font-family="Noto Sans, sans-serif" font-size="11">'
        f"<title>{escape(title)}</title>"
        '<defs><pattern id="held" width="6" height="6" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="6" height="6" fill="{_PALE}"/>'
        f'<rect width="2" height="6" fill="{_LINE}"/></pattern></defs>'
        f'<rect width="100%" height="100%" fill="{_PALE}"/>{"".join(parts)}{legend}</svg>'
    )


def _has_zero(squares: Sequence[Square]) -> bool:
    return any(one.value == 0 for one in squares)


def _square(x: int, y: int, code: str, one: Square | None, cuts: Sequence[Decimal]) -> str:
    frame, ink, fill, value = f'stroke="{_LINE}"', _INK, _PALE, ""
    if one is None:
        frame, ink = 'stroke="#d5d7d9"', _LINE
    elif one.value is not None:
        fill = shade_of(one.value, cuts)
        ink = _PALE if fill in SHADES[3:] else _INK
        value = format_compact_decimal(one.value, locale=_locale(), fraction_digits=1)
    elif one.kind == Kind.HELD:
        fill = "url(#held)"
    else:
        frame += f' stroke-dasharray="{"1 3" if one.kind == Kind.SILENT else "4 3"}"'
    said = f"<title>{escape(_said(one))}</title>" if one else ""
    mark = "*" if one and one.value is not None and one.said else ""
    back = (
        f'<rect x="{x + 5}" y="{y + 9}" width="{SIDE - 10}" height="12" fill="{_PALE}"/>'
        if fill == "url(#held)"
        else ""
    )
    middle = x + SIDE / 2
    lines = (
        f'<text x="{middle}" y="{y + (13 if value else 19)}" {_CENTRE} fill="{ink}">{code}</text>'
    )
    if value:
        lines += (
            f'<text x="{middle}" y="{y + 25}" {_CENTRE} font-size="9" fill="{ink}">'
            f"{escape(value)}{mark}</text>"
        )
    box = f'<rect x="{x}" y="{y}" width="{SIDE}" height="{SIDE}" fill="{fill}" {frame}/>'
    return f"<g>{said}{box}{back}{lines}</g>"


_CENTRE = 'text-anchor="middle"'


def _said(one: Square) -> str:
    value = format_decimal(one.value, locale=_locale()) if one.value is not None else ""
    return f"{one.name}: {', '.join(filter(None, (value, one.said)))}"


def _legend(top: int, cuts: Sequence[Decimal], kinds: set[Kind], has_zero: bool) -> tuple[str, int]:
    """The key in words, and how high it is."""
    entries: list[tuple[str, str]] = []
    if has_zero:
        entries.append((f'fill="{ZERO}" stroke="{_LINE}"', "0"))
    if Kind.VALUE in kinds:
        ends = [_number(cut) for cut in cuts]
        for at in range(len(cuts) + 1):
            colour = SHADES[_step(at, len(cuts))]
            words = _range(ends, at)
            entries.append((f'fill="{colour}" stroke="{_LINE}"', words))
    outlined = f'fill="{_PALE}" stroke="{_LINE}" stroke-dasharray='
    for kind, look, words in (
        (Kind.HELD, f'fill="url(#held)" stroke="{_LINE}"', _("held back")),
        (Kind.MISSING, f'{outlined}"4 3"', _("no figure (not zero)")),
        (Kind.SILENT, f'{outlined}"1 3"', _("did not send (not zero)")),
    ):
        if kind in kinds:
            entries.append((look, words))
    entries.append((f'fill="{_PALE}" stroke="#d5d7d9"', _("not in these figures")))
    made, x, y = [], EDGE, top + 4
    for look, words in entries:
        wide = 30 + 6 * len(words)
        if x + wide > COLUMNS * (SIDE + GAP):
            x, y = EDGE, y + 22
        made.append(f'<rect x="{x}" y="{y}" width="16" height="16" {look}/>')
        made.append(_words(x + 22, y + 12, words))
        x += wide + 8
    made.append(_words(EDGE, y + 36, _("* see the table: a break, an estimate or not final")))
    return "".join(made), y + 48 - top


def _range(ends: Sequence[str], at: int) -> str:
    if not ends:
        return _("above 0")
    if at == 0:
        return _("up to %(number)s") % {"number": ends[0]}
    if at == len(ends):
        return _("above %(number)s") % {"number": ends[-1]}
    return _("above %(low)s, up to %(high)s") % {"low": ends[at - 1], "high": ends[at]}


def _words(x: int, y: int, words: str) -> str:
    return f'<text x="{x}" y="{y}" fill="{_INK}">{escape(words)}</text>'


def _number(value: Decimal) -> str:
    return format_decimal(value, locale=_locale())


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")


def coverage(squares: Sequence[Square]) -> Mapping[Kind, int]:
    """How many States are shown in each manner."""
    return {kind: sum(one.kind == kind for one in squares) for kind in Kind}
