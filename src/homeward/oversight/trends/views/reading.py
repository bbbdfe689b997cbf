"""Reading figures: what there is, one data set with its totals, one area with its trend."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.oversight.trends import charts, exporting, queries
from homeward.oversight.trends.access import get_dataset, may_add
from homeward.oversight.trends.indicators import BREAKDOWNS, CASES, COOPERATION, INDICATORS
from homeward.oversight.trends.live import live_figures
from homeward.oversight.trends.models import Apart, Dataset
from homeward.oversight.trends.places import has_map
from homeward.oversight.trends.statistics.importing import Reason, Rejection
from homeward.oversight.trends.statistics.observations import (
    ADDED,
    Observation,
    Status,
    Unit,
    series_of,
)
from homeward.oversight.trends.statistics.rates import rates_of
from homeward.oversight.trends.statistics.trend import changes_of, season_of, trend_of
from homeward.oversight.trends.words import (
    DIRECTION_WORDS,
    REASON_WORDS,
    STATUS_WORDS,
    UNIT_WORDS,
)

Series = dict[str, dict[str, Observation]]
SVG = "image/svg+xml"


def reasons_of(rejections: Iterable[Rejection | Apart]) -> list[dict[str, Any]]:
    """Rejections with their reason in words."""
    return [
        {
            "row": one.row,
            "column": one.column,
            "reason": REASON_WORDS[Reason(one.reason)],
            "found": one.found,
            "against": one.against,
        }
        for one in rejections
    ]


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The node's own indicators, and the data sets that were imported."""
    viewer = viewer_of(request)
    own = queries.own_figures(viewer)
    live = {one.cell.indicator: one for one in live_figures(viewer, datetime.now(UTC))}
    groups = []
    for code, title in ((CASES, _("Kidnappings")), (COOPERATION, _("Cooperation"))):
        rows = []
        for one in INDICATORS.values():
            if one.group == code:
                held = own.get(one.code)
                now = live.get(one.code)
                last = _last(held) if held else _shown(now) if now else None
                rows.append({"indicator": one, "dataset": held, "last": last,
                             "unit": UNIT_WORDS[one.unit]})  # fmt: skip
        groups.append({"code": code, "title": title, "rows": rows})
    imported = [one for one in queries.datasets_of(viewer) if one.key not in own_keys(own)]
    context = {
        "title": _("Trends"),
        "groups": groups,
        "imported": [(one, UNIT_WORDS[Unit(one.unit)]) for one in imported],
        "populations": queries.datasets_of(viewer, Dataset.POPULATION),
        "may_add": may_add(viewer),
    }
    return render(request, "trends/overview.html", context)


def own_keys(own: dict[str, Dataset]) -> set[str]:
    """The keys of the node's own data sets."""
    return {one.key for one in own.values()}


@login_required
@require_GET
def method(request: HttpRequest) -> HttpResponse:
    """How every figure is made, with each indicator's definition and rule."""
    context = {"title": _("How figures are made"), "indicators": list(INDICATORS.values())}
    return render(request, "trends/method.html", context)


@login_required
@require_GET
def dataset(request: HttpRequest, dataset_id: int) -> HttpResponse:
    """One data set: its totals over a constant panel beside the naive ones, or its one series."""
    viewer = viewer_of(request)
    held = get_dataset(dataset_id, viewer)
    lines = _lines(held)
    if len(lines) == 1:
        return area(request, dataset_id, next(iter(lines)))
    names = queries.names_of(held)
    aggregates = queries.aggregates_of(held, names)
    totals = _totals(request, lines, aggregates)
    context = _about(held) | {
        "totals": totals,
        "is_added": Unit(held.unit) in ADDED,
        "aggregates": sorted(names[one] for one in aggregates),
        "only_aggregates": aggregates >= lines.keys(),
        "rows": _named(totals, names) if totals else [],
        "areas": sorted(((names[one], one) for one in lines), key=lambda pair: pair[0].casefold()),
        "in_panel": {names[one] for one in totals.panel.areas} if totals else set(),
        "broken": [names[one] for one in totals.panel.broken] if totals else [],
        "misleads": [one.period for one in totals.panel.totals if one.misleads] if totals else [],
        "has_map": has_map(lines),
    }
    return render(request, "trends/dataset.html", context)


@login_required
@require_GET
def apart(request: HttpRequest, dataset_id: int) -> HttpResponse:
    """The rows of the file that were kept apart, each with its reason."""
    held = get_dataset(dataset_id, viewer_of(request))
    found = queries.apart_of(held)
    counted = Counter(str(REASON_WORDS[Reason(one.reason)]) for one in found)
    context = _about(held) | {"apart": reasons_of(found[:500]), "counted": counted.most_common()}
    return render(request, "trends/apart.html", context)


@login_required
@require_GET
def area(request: HttpRequest, dataset_id: int, area: str) -> HttpResponse:
    """One area: every value with its quality, its rate, and what tests say of its trend."""
    viewer = viewer_of(request)
    held = get_dataset(dataset_id, viewer)
    line = _line(held, area)
    whole = queries.whole_years(held, line)
    trend = trend_of(whole)
    name = queries.names_of(held)[area]
    rates = rates_of(whole, queries.populations_of(viewer, area, "" if name == area else name))
    context = _about(held) | {
        "area": area,
        "area_name": name,
        "values": [
            {"period": p, "held": one, "status": STATUS_WORDS[one.status], "rate": rates.get(p)}
            for p, one in sorted(line.items())
        ],
        "has_rates": bool(rates),
        "trend": trend,
        "direction": DIRECTION_WORDS[trend.direction],
        "changes": changes_of(whole),
        "season": season_of(whole),
        "parts": _parts(held, area),
    }
    return render(request, "trends/area.html", context)


@login_required
@require_GET
def picture(request: HttpRequest, dataset_id: int) -> HttpResponse:
    """The totals as SVG."""
    held = get_dataset(dataset_id, viewer_of(request))
    totals = _totals(request, _lines(held), queries.aggregates_of(held, queries.names_of(held)))
    if totals is None:
        raise NotFound("trends_picture", dataset_id)
    unit = str(UNIT_WORDS[Unit(held.unit)])
    svg = charts.totals_svg(totals.panel.totals, _("Constant panel"), _("Whoever reported"), unit)
    return HttpResponse(svg, content_type=SVG)


@login_required
@require_GET
def area_picture(request: HttpRequest, dataset_id: int, area: str) -> HttpResponse:
    """One series as SVG."""
    held = get_dataset(dataset_id, viewer_of(request))
    svg = charts.series_svg(_line(held, area), str(UNIT_WORDS[Unit(held.unit)]))
    return HttpResponse(svg, content_type=SVG)


@login_required
@require_GET
def export(request: HttpRequest, dataset_id: int, kind: str) -> HttpResponse:
    """All figures of a data set, as they are shown, as a file."""
    held = get_dataset(dataset_id, viewer_of(request))
    every = queries.observations_of(held)
    if kind == "csv":
        data, media = exporting.sdmx_csv(every), "application/vnd.sdmx.data+csv; version=2.0.0"
    elif kind == "parquet":
        data, media = exporting.parquet(every), exporting.PARQUET_TYPE
    elif kind == "xlsx":
        about = [
            (str(name), str(value))
            for name, value in (
                (_("Title"), title_of(held)),
                (_("Publisher"), held.publisher),
                (_("What is counted"), UNIT_WORDS[Unit(held.unit)]),
                (_("Definition"), held.definition),
                (_("Coverage"), held.coverage),
                (_("Under-reporting"), held.under_reporting),
            )
        ]
        data, media = exporting.workbook(every, about), exporting.XLSX_TYPE
    else:
        raise NotFound("trends_export", kind)
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="trends-{held.pk}.{kind}"'
    return answer


def title_of(held: Dataset) -> str:
    """The title of a data set, that of the indicator for the node's own."""
    own = INDICATORS.get(held.title) if held.key.startswith("node:") else None
    return str(own.label) if own else held.title


def _about(held: Dataset) -> dict[str, Any]:
    own = INDICATORS.get(held.title) if held.key.startswith("node:") else None
    return {
        "dataset": held,
        "title": title_of(held),
        "own": own,
        "unit": UNIT_WORDS[Unit(held.unit)],
        "vintages": queries.vintages_of(held),
        "apart_count": len(queries.apart_of(held)),
    }


def _lines(held: Dataset) -> Series:
    return series_of(queries.observations_of(held))


def _totals(
    request: HttpRequest, lines: Series, aggregates: frozenset[str]
) -> queries.Totals | None:
    asked = request.GET
    return queries.totals_of(lines, asked.get("from", ""), asked.get("to", ""), aggregates)


def _line(held: Dataset, area: str) -> dict[str, Observation]:
    found = _lines(held).get(area)
    if found is None:
        raise NotFound("trends_area", area)
    return found


def _last(held: Dataset) -> dict[str, Any] | None:
    """The last value of a data set of one area."""
    line = next(iter(_lines(held).values()), {})
    if not line:
        return None
    return _shown(line[max(line)])


def _shown(one: Observation) -> dict[str, Any]:
    return {"period": one.cell.period, "value": one.value, "status": STATUS_WORDS[one.status],
            "normal": one.status == Status.NORMAL}  # fmt: skip


def _named(totals: queries.Totals, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "total": one,
            "entered": [names[a] for a in one.entered],
            "left": [names[a] for a in one.left],
        }
        for one in totals.panel.totals
    ]


def _parts(held: Dataset, area: str) -> list[dict[str, Any]]:
    """The breakdowns of an area, in the words of the node's own lists where there are some."""
    rows = []
    for one in queries.observations_of(held):
        if one.cell.area == area and one.cell.breakdown:
            name, _equals, code = one.cell.breakdown.partition("=")
            label = BREAKDOWNS.get(name, {}).get(code, one.cell.breakdown)
            rows.append({"period": one.cell.period, "label": label, "held": one,
                         "status": STATUS_WORDS[one.status]})  # fmt: skip
    return sorted(rows, key=lambda row: row["period"], reverse=True)
