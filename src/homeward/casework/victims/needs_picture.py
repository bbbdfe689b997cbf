"""Levels of need over time, drawn on the server: a strip for each domain, never one for all.

Each strip has the lines 0 to 4 of the scale; the figure of the level stands at every mark, and the
shape of the mark says whether what was needed was there, so that nothing hangs on colour. Where too
little was known the line breaks. In right-to-left languages time runs from the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from homeward.casework.victims.queries.needs import Course, Found
from homeward.casework.victims.words.needs import Met
from homeward.foundation.web.formats import day_text

WIDTH, START, INSET, END, FOOT = 760, 40, 20, 30, 34
HEAD, LINE, GAP, HIGHEST = 38, 14, 12, 4
STRIP = HEAD + HIGHEST * LINE + GAP
HALF = 5  # of a mark
SHEET = "var(--hw-sheet)"


@dataclass(frozen=True, slots=True)
class _Days:
    """Where a day lies on the picture."""

    first: date
    last: date
    mirrored: bool

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days
        part = (day - self.first).days / whole if whole else 0.5
        near = START + INSET  # clear of the figures of the scale
        return self.turned(near + part * (WIDTH - near - END))

    def turned(self, x: float) -> float:
        return round(WIDTH - x if self.mirrored else x, 1)


def picture_of(courses: Sequence[Course]) -> SafeString:
    """The strips of the domains in which something was found; empty text for none."""
    shown = [course for course in courses if course.found]
    if not shown:
        return SafeString("")
    days = [one.assessment.made_on for course in shown for one in course.found]
    scale = _Days(min(days), max(days), get_language_bidi())
    height = len(shown) * STRIP + FOOT
    parts = [
        part
        for place, course in enumerate(shown)
        for part in _strip(scale, course, place * STRIP + HEAD)
    ]
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        _("Levels of need over time, domain by domain"),
        _joined([*parts, *_foot(scale, height)]),
    )


def _strip(scale: _Days, course: Course, top: int) -> list[SafeString]:
    near, far = scale.turned(START), scale.turned(WIDTH - END)
    parts = [
        format_html(
            '<text class="events-lane" x="{}" y="{}">{}</text>',
            scale.turned(4),
            top - 22,
            course.label,
        )
    ]
    for level in range(HIGHEST + 1):
        y = _y(top, level)
        parts.append(
            format_html(
                '<line class="events-tick" x1="{}" x2="{}" y1="{}" y2="{}"/>', near, far, y, y
            )
        )
        if level in (0, HIGHEST):
            parts.append(_text(scale.turned(START - 10), y + 4, "end", str(level)))
    return [*parts, *_ways(scale, course, top), *(_mark(scale, one, top) for one in course.found)]


def _y(top: int, level: int) -> int:
    return top + (HIGHEST - level) * LINE


def _ways(scale: _Days, course: Course, top: int) -> list[SafeString]:
    """The lines between marks; one whose level is not known breaks them."""
    runs: list[list[str]] = [[]]
    for one in course.found:
        if one.known:
            runs[-1].append(f"{scale.x(one.assessment.made_on)} {_y(top, one.level)}")
        else:
            runs.append([])
    return [
        format_html(
            '<path d="M{}" fill="none" stroke="currentColor" stroke-width="2"/>', " L".join(run)
        )
        for run in runs
        if len(run) > 1
    ]


def _mark(scale: _Days, one: Found, top: int) -> SafeString:
    day, said = one.assessment.made_on, one.words
    x = scale.x(day)
    y = _y(top, one.level if one.known else HIGHEST // 2)
    title = f"{day_text(day)} · {said} · {one.met_words}"
    if not one.known:
        return format_html("<g><title>{}</title>{}</g>", title, _text(x, y + 5, "middle", "?"))
    return format_html(
        "<g><title>{}</title>{}{}</g>",
        title,
        shape(one.met, x, y),
        _text(x, y - HALF - 4, "middle", str(one.level)),
    )


def shape(met: str, x: float, y: float) -> SafeString:
    """The mark of whether what was needed was there: disc, diamond, or open square."""
    if met in (Met.MET, Met.NO_NEED):
        return format_html('<circle cx="{}" cy="{}" r="{}" fill="currentColor"/>', x, y, HALF)
    edge = format_html('fill="{}" stroke="currentColor" stroke-width="2"', SHEET)
    if met == Met.UNMET:
        left, upper, side = x - HALF, y - HALF, 2 * HALF
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" {}/>', left, upper, side, side, edge
        )
    corners = ((0, -HALF - 1), (HALF + 1, 0), (0, HALF + 1), (-HALF - 1, 0))
    points = " ".join(f"{x + dx},{y + dy}" for dx, dy in corners)
    dashed = SafeString(' stroke-dasharray="2 2"') if met == Met.UNKNOWN else ""
    return format_html('<polygon points="{}" {}{}/>', points, edge, dashed)


def legend() -> list[tuple[str, SafeString]]:
    """Words and mark of each answer to whether what was needed was there."""
    return [
        (
            str(words),
            format_html(
                '<svg class="event-key" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
                shape(met, 8, 8),
            ),
        )
        for words, met in (
            (_("Met, or no need"), Met.MET),
            (Met.PARTLY.label, Met.PARTLY),
            (Met.UNMET.label, Met.UNMET),
            (Met.UNKNOWN.label, Met.UNKNOWN),
        )
    ]


def _foot(scale: _Days, height: int) -> list[SafeString]:
    """The first and the last day; one in the middle where they are the same."""
    if scale.first == scale.last:
        return [_text(scale.x(scale.first), height - 8, "middle", day_text(scale.first))]
    return [
        _text(scale.x(day), height - 8, anchor, day_text(day))
        for day, anchor in ((scale.first, "start"), (scale.last, "end"))
    ]


def _text(x: float, y: float, anchor: str, words: str) -> SafeString:
    return format_html('<text x="{}" y="{}" text-anchor="{}">{}</text>', x, y, anchor, words)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
