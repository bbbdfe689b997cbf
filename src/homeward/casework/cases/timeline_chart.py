"""The picture of a page of the timeline: a lane for each room, a mark for each entry.

What was reported is an open diamond, what was verified a square, what the node recorded a disc;
what lasted, or is only known within a span, is a bar in the same manner. Each mark leads to its row
of the table, which says everything that the picture says. In writing from right to left the time
runs that way too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from homeward.casework.cases.ports import known_rooms
from homeward.casework.cases.queries.timeline import TimelineLine
from homeward.foundation.web.formats import moment_text

WIDTH, MARGIN, LANE_HEAD, ROW, MARK = 960, 24, 26, 20, 14
DEEPEST = 8  # rows of a lane, beyond which marks may overlap
TICKS = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry in the picture: a bar from `x` over `width`, or a mark around `x`."""

    id: int
    x: int
    y: int
    width: int
    standing: str
    corrected: bool
    title: str

    @property
    def top(self) -> int:
        """The upper edge of its mark."""
        return self.y - MARK // 2

    @property
    def start(self) -> int:
        """The first edge of its mark."""
        return self.x - MARK // 2

    @property
    def diamond(self) -> str:
        """The corners of the open diamond."""
        half = MARK // 2
        corners = ((0, -half), (half, 0), (0, half), (-half, 0))
        return " ".join(f"{self.x + dx},{self.y + dy}" for dx, dy in corners)


@dataclass(frozen=True, slots=True)
class Lane:
    """A room and its marks."""

    label: str
    y: int
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tick:
    """A time under the picture."""

    x: int
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture."""

    width: int
    height: int
    lanes: list[Lane]
    ticks: list[Tick]
    label_x: int
    label_anchor: str


class _Scale:
    """Times as places between the margins."""

    def __init__(self, lines: Sequence[TimelineLine]) -> None:
        self.first = min(line.at for line in lines)
        self.last = max(line.until or line.at for line in lines)
        self.length = (self.last - self.first) or timedelta(microseconds=1)
        self.turned = get_language_bidi()

    def x(self, at: datetime) -> int:
        """Where a time lies."""
        place = MARGIN + round((WIDTH - 2 * MARGIN) * ((at - self.first) / self.length))
        return WIDTH - place if self.turned else place


def chart_of(lines: Sequence[TimelineLine], words: dict[str, str]) -> Chart | None:
    """The picture of these entries; None for none. `words` names each standing."""
    if not lines:
        return None
    scale, y, lanes = _Scale(lines), 0, []
    for label, of_room in _rooms(lines):
        lane, depth = Lane(label, y + 18), _Depth()
        for line in sorted(of_room, key=lambda one: (one.at, one.id)):
            lane.marks.append(_mark(line, scale, y + LANE_HEAD, depth, words))
        lanes.append(lane)
        y += LANE_HEAD + depth.rows * ROW
    turned = scale.turned
    ticks = _ticks(scale)
    anchor_x = WIDTH - MARGIN if turned else MARGIN
    return Chart(WIDTH, y + 34, lanes, ticks, anchor_x, "start")


class _Depth:
    """In which row of its lane a mark finds room."""

    def __init__(self) -> None:
        self.ends: list[int] = []

    @property
    def rows(self) -> int:
        return len(self.ends)

    def place(self, start: int, end: int) -> int:
        for row, taken in enumerate(self.ends):
            if taken < start:
                self.ends[row] = end
                return row
        if self.rows < DEEPEST:
            self.ends.append(end)
            return self.rows - 1
        return self.rows - 1


def _mark(
    line: TimelineLine, scale: _Scale, top: int, depth: _Depth, words: dict[str, str]
) -> Mark:
    begin, end = scale.x(line.at), scale.x(line.until or line.at)
    first, last = min(begin, end), max(begin, end)
    # Rows are given in the order of time, so in a turned picture places are counted from its right.
    counted = (WIDTH - last, WIDTH - first) if scale.turned else (first, last)
    row = depth.place(counted[0] - MARK // 2, counted[1] + MARK // 2 + 2)
    width = max(last - first, MARK) if line.until else 0
    return Mark(
        id=line.id,
        x=first if width else begin,
        y=top + row * ROW + ROW // 2,
        width=width,
        standing=line.standing,
        corrected=line.corrected_by is not None,
        title=_said(line, words),
    )


def _said(line: TimelineLine, words: dict[str, str]) -> str:
    when = moment_text(line.at)
    if line.until:
        when = _("%(start)s to %(end)s") % {"start": when, "end": moment_text(line.until)}
    return f"{when} · {words[line.standing]} · {line.sentence[:160]}"


def _rooms(lines: Sequence[TimelineLine]) -> list[tuple[str, list[TimelineLine]]]:
    known, others = known_rooms(), _("Other rooms")
    found: dict[str, list[TimelineLine]] = {}
    for line in lines:
        found.setdefault(str(known.get(line.kind.partition(".")[0], others)), []).append(line)
    order = [*(str(label) for label in known.values()), others]
    return sorted(found.items(), key=lambda pair: order.index(pair[0]))


def _ticks(scale: _Scale) -> list[Tick]:
    if scale.first == scale.last:
        return [Tick(scale.x(scale.first), moment_text(scale.first), "start")]
    ticks = []
    for step in range(TICKS):
        at = scale.first + scale.length * step / (TICKS - 1)
        anchor = "start" if step == 0 else "end" if step == TICKS - 1 else "middle"
        ticks.append(Tick(scale.x(at), moment_text(at), anchor))
    return ticks
