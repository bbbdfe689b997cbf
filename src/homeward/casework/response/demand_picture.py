"""Demands and offers over time as a step picture, drawn on the server; its table is on the page.

A sum holds until the next one is said, so the line goes on level and then steps. One picture for
each currency. Shapes and dashes say what colour says. In right-to-left languages time runs from
the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from homeward.casework.response.queries.contacts import Point, Series
from homeward.foundation.web.formats import day_text, money_text

WIDTH, HEIGHT = 760, 280
START, END, TOP, BOTTOM = 130, 20, 16, 40
TICKS = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """The figures of one currency and their drawing."""

    series: Series
    svg: SafeString


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a time and a sum lie on the picture."""

    first: datetime
    last: datetime
    top: int
    mirrored: bool

    def x(self, at: datetime) -> float:
        whole = (self.last - self.first) / timedelta(seconds=1)
        part = (at - self.first) / timedelta(seconds=1) / whole if whole else 0.5
        return self.turned(START + part * (WIDTH - START - END))

    def y(self, amount: int) -> float:
        return round(HEIGHT - BOTTOM - amount / self.top * (HEIGHT - TOP - BOTTOM), 1)

    def turned(self, x: float) -> float:
        return round(WIDTH - x if self.mirrored else x, 1)


def pictures(found: Sequence[Series]) -> list[Picture]:
    """One picture for each currency, in the order given."""
    return [Picture(series, _drawn(series)) for series in found]


def _drawn(series: Series) -> SafeString:
    scale = _scale(series)
    if scale is None:
        return SafeString("")
    title = _("Demands and offers in %(currency)s over time") % {"currency": series.currency}
    parts = [*_axes(scale, series.currency), *_levels(scale, series)]
    for name in ("demanded", "offered"):
        parts += _steps(scale, series.points, name)
    return format_html(
        '<svg class="demand-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        _joined(parts),
    )


def _scale(series: Series) -> _Scale | None:
    amounts = [a for p in series.points for a in (p.demanded, p.offered) if a is not None]
    amounts += [a for a in (series.agreed, series.paid) if a is not None]
    times = [point.at for point in series.points]
    times += [series.paid_at] if series.paid_at else []
    if not times or not amounts:
        return None
    return _Scale(min(times), max(times), _nice(max(amounts)), get_language_bidi())


def _nice(amount: int) -> int:
    """The next round figure above, which divides by the ticks."""
    size = 10 ** max(len(str(amount)) - 1, 0)
    steps = (4, 8, 12, 16, 20, 24, 32, 40, 48, 60, 80, 100)
    for step in steps:
        if size * step >= amount * 4:
            return size * step // 4 or 1
    return amount


def _axes(scale: _Scale, currency: str) -> list[SafeString]:
    near, far = scale.turned(START), scale.turned(WIDTH - END)
    parts = []
    for tick in range(TICKS + 1):
        amount = scale.top * tick // TICKS
        y = scale.y(amount)
        parts.append(
            format_html('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>', near, far, y, y)
        )
        # The anchor follows the direction of writing, so that it ends at the axis in both.
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="end">{}</text>',
                scale.turned(START - 8),
                y + 4,
                money_text(amount, currency),
            )
        )
    for at, anchor in ((scale.first, "start"), (scale.last, "end")):
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="{}">{}</text>',
                scale.x(at),
                HEIGHT - 12,
                anchor if scale.first != scale.last else "middle",
                day_text(at),
            )
        )
    return parts if scale.first != scale.last else parts[:-1]


def _levels(scale: _Scale, series: Series) -> list[SafeString]:
    near, far = scale.turned(START), scale.turned(WIDTH - END)
    return [
        format_html('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>', name, near, far, y, y)
        for name, amount in (("agreed", series.agreed), ("paid", series.paid))
        if amount is not None
        for y in (scale.y(amount),)
    ]


def _steps(scale: _Scale, points: Sequence[Point], name: str) -> list[SafeString]:
    known = [(p.at, amount, p.number) for p in points if (amount := getattr(p, name)) is not None]
    if not known:
        return []
    way = [f"M{scale.x(known[0][0])} {scale.y(known[0][1])}"]
    way += [f"H{scale.x(at)} V{scale.y(amount)}" for at, amount, _number in known[1:]]
    way.append(f"H{scale.turned(WIDTH - END)}")
    marks = [_mark(scale, at, amount, name) for at, amount, _number in known]
    return [format_html('<path class="{}" d="{}"/>', name, " ".join(way)), *marks]


def _mark(scale: _Scale, at: datetime, amount: int, name: str) -> SafeString:
    x, y = scale.x(at), scale.y(amount)
    if name == "demanded":
        return format_html('<circle class="{}" cx="{}" cy="{}" r="5"/>', name, x, y)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="10" height="10"/>', name, x - 5, y - 5
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
