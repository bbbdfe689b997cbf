"""The tables of the figures: one row for each way, State, kind, urgency or ground."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cooperation.declaration import Urgency, all_kinds
from homeward.casework.cooperation.desk.figures import (
    Figures,
    Heap,
    Refusals,
    by,
    figures_of,
)
from homeward.casework.cooperation.treaty_lists import GROUNDS

Text = str | Promise
#: The ways of a request, in the order of the tables.
WAYS: dict[str, Text] = {
    "node": pgettext_lazy("way of a request", "Connected: through the nodes"),
    "hand": pgettext_lazy("way of a request", "Unconnected: entered by hand"),
    "handed_over": pgettext_lazy("way of a request", "By hand at first, then through the nodes"),
}
TITLES: dict[str, Text] = {
    "way": _("By way"),
    "partner": _("By State"),
    "kind": _("By kind"),
    "urgency": _("By urgency"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about, by its code and in words, and its figures."""

    code: str
    label: Text
    figures: Figures


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one breakdown."""

    code: str
    title: Text
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A ground for refusal of a kind, and how often it was named."""

    code: str
    label: Text
    article: str
    count: int


def tables(heaps: list[Heap], side: str, way: str, states: Mapping[str, str]) -> list[Table]:
    """The tables of one side: ways apart, and within one way by State, kind and urgency."""
    own = [heap for heap in heaps if heap.side == side]
    found = [_table("way", own, lambda heap: heap.way, WAYS)]
    within = [heap for heap in own if heap.way == way]
    kinds: dict[str, Text] = {kind.code: kind.label for kind in all_kinds()}
    urgencies: dict[str, Text] = {one.value: one.label for one in reversed(Urgency)}
    found.append(_table("partner", within, lambda heap: heap.partner, states))
    found.append(_table("kind", within, lambda heap: heap.kind, kinds))
    found.append(_table("urgency", within, lambda heap: heap.urgency, urgencies))
    return found


def grounds(refusals: list[Refusals], side: str, way: str) -> list[GroundRow]:
    """The grounds of refusals of one side and way, the most frequent first.

    The same code may stand for grounds of several kinds, each with its own article: they are
    counted by code and article.
    """
    kinds = {kind.code: kind for kind in all_kinds()}
    rows: dict[tuple[str, str], GroundRow] = {}
    for one in refusals:
        if (one.side, one.way) != (side, way):
            continue
        kind = kinds.get(one.kind)
        ground = kind.ground(one.ground) if kind else None
        label: Text = ground.label if ground else GROUNDS.get(one.ground, one.ground)
        label = label or _("no ground recorded")
        article = one.article or (ground.article if ground else "")
        known = rows.get((one.ground, article))
        count = one.count + (known.count if known else 0)
        rows[one.ground, article] = GroundRow(one.ground, label, article, count)
    return sorted(rows.values(), key=lambda row: (-row.count, row.code, row.article))


def _table(
    code: str, heaps: list[Heap], key: Callable[[Heap], str], labels: Mapping[str, Text]
) -> Table:
    """Rows in the order of `labels`, then what it does not name by its code."""
    found = by(heaps, key)
    order = [*(known for known in labels if known in found)]
    order += sorted(set(found) - set(order))
    rows = [Row(one, labels.get(one, one), figures_of(found[one])) for one in order]
    return Table(code, TITLES[code], rows)
