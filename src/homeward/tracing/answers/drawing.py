"""The flow of money as an SVG picture: accounts in columns, streams as bands between them.

An account stands one column to the right of where its first proceeds came from. A stream that goes
to an account further left ends at a second box of that account, marked as coming back, so that
every band runs from left to right. Colours tell labels apart for colour-blind eyes too (Okabe and
Ito, 2008), and every band and box carries its words as a title.
"""

from collections import defaultdict
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from homeward.tracing.answers.moneyflow import MoneyFlow, Stream
from homeward.tracing.answers.words import money, visible

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#444444")
_COLUMN, _BAR, _GAP, _EDGE, _TOP = 240, 12, 34, 16, 56
_TALLEST, _THINNEST = 320.0, 1.5
_LONGEST = 24


@dataclass(slots=True, eq=False)
class _Box:
    """An account in the picture, or its second box where proceeds come back to it."""

    account: str
    currency: str
    column: int
    again: bool
    came: int = 0
    coming: float = 0.0
    going: float = 0.0
    top: float = 0.0
    used_left: float = 0.0
    used_right: float = 0.0

    @property
    def height(self) -> float:
        return max(self.coming, self.going, _THINNEST)


@dataclass(frozen=True, slots=True)
class _Band:
    stream: Stream
    begin: _Box
    end: _Box
    width: float


def draw(flow: MoneyFlow) -> str:
    """The picture as SVG text: fixed size in `viewBox`, words as text, nothing loaded."""
    boxes, bands = _laid(flow)
    columns = 1 + max((box.column for box in boxes), default=0)
    _stack(boxes, columns)
    height = max((box.top + box.height for box in boxes), default=_TOP) + _EDGE
    width = 2 * _EDGE + (columns - 1) * _COLUMN + 200
    root = _root(flow, width, height)
    for band in bands:
        _draw_band(root, band, flow)
    for box in boxes:
        _draw_box(root, box, flow.exponent)
    return ET.tostring(root, encoding="unicode")


def _laid(flow: MoneyFlow) -> tuple[list[_Box], list[_Band]]:
    """Boxes with their columns, and the bands between them, in the order of the streams."""
    scale = _scale(flow)
    own: dict[tuple[str, str], _Box] = {}
    back: dict[tuple[str, str, int], _Box] = {}
    bands: list[_Band] = []

    def box_of(account: str, currency: str, column: int) -> _Box:
        return own.setdefault((account, currency), _Box(account, currency, column, False))

    for stream in flow.streams:
        width = max(stream.amount * scale[stream.currency], _THINNEST)
        is_claim = stream.kind == "claim"
        unit = stream.credited_currency if is_claim else stream.currency
        begin = box_of(stream.source, unit, 0)
        key = (stream.target, stream.credited_currency)
        end = box_of(*key, begin.column + 1)
        if end.column <= begin.column:
            place = (*key, begin.column + 1)
            end = back.setdefault(place, _Box(*key, begin.column + 1, True))
        begin.going += width
        end.coming += width
        end.came += stream.credited
        bands.append(_Band(stream, begin, end, width))
    return [*own.values(), *back.values()], bands


def _scale(flow: MoneyFlow) -> dict[str, float]:
    """Pixels for a minor unit, by currency: the largest account is as tall as can be."""
    sums: dict[tuple[str, str, bool], int] = defaultdict(int)
    for stream in flow.streams:
        sums[stream.currency, stream.source, True] += stream.amount
        sums[stream.currency, stream.target, False] += stream.amount
    largest: dict[str, int] = defaultdict(int)
    for (currency, _, _), amount in sums.items():
        largest[currency] = max(largest[currency], amount)
    return {currency: _TALLEST / max(amount, 1) for currency, amount in largest.items()}


def _stack(boxes: list[_Box], columns: int) -> None:
    """Put the boxes of each column one under another, in the order in which money reached them."""
    for column in range(columns):
        top = float(_TOP + _GAP)
        for box in boxes:
            if box.column == column:
                box.top = top
                top += box.height + _GAP


def _root(flow: MoneyFlow, width: float, height: float) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:.1f}",
            "width": f"{width:g}",
            "height": f"{height:.1f}",
            "role": "img",
            "direction": "ltr",  # words begin at their box, also within a right-to-left page
            "font-family": "sans-serif",
            "font-size": "12",
        },
    )
    ET.SubElement(root, "title").text = flow.title()
    ET.SubElement(root, "desc").text = (
        "Every band is a stream of proceeds between two accounts, as wide as its amount; the table "
        "of streams gives the same in figures."
    )
    ET.SubElement(
        root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"}
    )  # readable on a dark page too
    left = float(_EDGE)
    for number, label in enumerate(flow.labels):
        colour = _COLOURS[number % len(_COLOURS)]
        mark = {"x": f"{left:.1f}", "y": "14", "width": "12", "height": "12", "fill": colour}
        ET.SubElement(root, "rect", mark)
        _text(root, left + 18, 24, f"claim {_short(label)}")
        left += 40 + 7.0 * len(_short(label) + "claim ")
    if flow.rest:
        streams = sum(each.streams for each in flow.rest)
        _text(root, _EDGE, 44, f"{streams:,} smaller streams are not drawn.")
    return root


def _draw_band(root: ET.Element, band: _Band, flow: MoneyFlow) -> None:
    labels, exponent = flow.labels, flow.exponent
    stream, begin, end = band.stream, band.begin, band.end
    first = begin.top + begin.used_right + band.width / 2
    last = end.top + end.used_left + band.width / 2
    begin.used_right += band.width
    end.used_left += band.width
    left, right = _left(begin) + _BAR, _left(end)
    middle = (left + right) / 2
    path = ET.SubElement(
        root,
        "path",
        {
            "d": f"M{left:.1f},{first:.2f}C{middle:.1f},{first:.2f},{middle:.1f},{last:.2f},"
            f"{right:.1f},{last:.2f}",
            "fill": "none",
            "stroke": _COLOURS[labels.index(stream.label) % len(_COLOURS)],
            "stroke-opacity": "0.55",
            "stroke-width": f"{band.width:.2f}",
        },
    )
    if stream.kind == "claim":
        path.set("stroke-dasharray", "6 2")
    ET.SubElement(path, "title").text = visible(_stream_words(stream, exponent))


def _stream_words(stream: Stream, exponent: int | None) -> str:
    if stream.kind == "claim":
        credited = f"{money(stream.credited, exponent)} {stream.credited_currency}"
        return f"Claim {stream.label}: {credited} from {stream.source} to {stream.target}"
    payments = f"{stream.payments:,} payment" + ("" if stream.payments == 1 else "s")
    amount = f"{money(stream.amount, exponent)} {stream.currency}"
    return f"{stream.label}: {amount} from {stream.source} to {stream.target}, {payments}"


def _draw_box(root: ET.Element, box: _Box, exponent: int | None) -> None:
    left = _left(box)
    group = ET.SubElement(root, "g")
    name = f"again: {box.account}" if box.again else box.account
    ET.SubElement(group, "title").text = visible(f"{box.account}, {box.currency}")
    shape = {"x": f"{left:.1f}", "y": f"{box.top:.2f}", "width": f"{_BAR}"}
    ET.SubElement(group, "rect", {**shape, "height": f"{box.height:.2f}", "fill": "#333333"})
    _text(group, left, box.top - 17, _short(name))
    came = f"{money(box.came, exponent)} {box.currency}" if box.came else ""
    _text(group, left, box.top - 4, came, fill="#555555")


def _left(box: _Box) -> float:
    return _EDGE + box.column * float(_COLUMN)


def _text(parent: ET.Element, x: float, y: float, words: str, fill: str = "#111111") -> None:
    # a white rim keeps words readable where bands run below them
    rim = {"stroke": "#ffffff", "stroke-width": "3", "paint-order": "stroke"}
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "fill": fill, **rim}
    ET.SubElement(parent, "text", place).text = visible(words)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
