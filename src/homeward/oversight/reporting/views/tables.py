"""The Secretariat's tables over States, each with its map."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.oversight.reporting import compiling
from homeward.oversight.reporting.access import check_at_secretariat
from homeward.oversight.reporting.models import Aggregate
from homeward.oversight.reporting.queries import aggregates as queries
from homeward.oversight.reporting.views.forming import crumbs
from homeward.oversight.trends import exporting
from homeward.oversight.trends.indicators import INDICATORS
from homeward.oversight.trends.maps import Kind, Square, map_svg
from homeward.oversight.trends.regions import REGION_NAMES
from homeward.oversight.trends.statistics.observations import ADDED, Status
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS

SVG = "image/svg+xml"


@login_required
@require_GET
def table(request: HttpRequest, indicator: str) -> HttpResponse:
    """One indicator over all States: by region and altogether, on a constant panel."""
    viewer = viewer_of(request)
    check_at_secretariat(viewer)
    known = _known(indicator)
    made = compiling.compiled(indicator, queries.asked_states(), _told(request))
    context = {
        "title": known.label,
        "indicator": known,
        "unit": UNIT_WORDS[known.unit],
        "periods": made.periods,
        "regions": [
            {
                "name": REGION_NAMES[one.region],
                "rows": [_cells(row, made.periods) for row in one.rows],
                "totals": one.totals,
            }
            for one in made.regions
        ],
        "totals": made.totals,
        "silent": made.silent,
        "is_added": known.unit in ADDED,
        "period": _period(request, made.periods),
        "breadcrumbs": crumbs(),
    }
    if context["period"]:
        address = reverse("reporting:table_picture", args=[indicator])
        context["picture"] = f"{address}?at={context['period']}"
    return render(request, "reporting/table.html", context)


def _period(request: HttpRequest, periods: tuple[str, ...]) -> str:
    """The period that is asked for, else the last; empty where there is none."""
    asked = request.GET.get("at", "")
    return asked if asked in periods else periods[-1] if periods else ""


@login_required
@require_GET
def picture(request: HttpRequest, indicator: str) -> HttpResponse:
    """What States told for one period, as a map in SVG."""
    check_at_secretariat(viewer_of(request))
    known = _known(indicator)
    made = compiling.compiled(indicator, queries.asked_states(), _told(request))
    period = _period(request, made.periods)
    if not period:
        raise NotFound("reporting_picture", indicator)
    squares = [_square(row, period) for one in made.regions for row in one.rows]
    return HttpResponse(map_svg(squares, f"{known.label}, {period}"), content_type=SVG)


def _square(row: compiling.StateRow, period: str) -> Square:
    entry = row.entries.get(period)
    value = entry.observation.value if entry else None
    if not row.told:
        kind = Kind.SILENT
    elif entry is not None and entry.observation.status == Status.SUPPRESSED:
        kind = Kind.HELD
    else:
        kind = Kind.MISSING if value is None else Kind.VALUE
    words = _words(entry, row)
    return Square(row.state, row.name, value, kind, ", ".join(words))


def _cells(row: compiling.StateRow, periods: tuple[str, ...]) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    for period in periods:
        entry = row.entries.get(period)
        value: Decimal | None = entry.observation.value if entry else None
        cells.append({"period": period, "value": value, "said": _words(entry, row)})
    return {"row": row, "cells": cells}


def _words(entry: compiling.Entry | None, row: compiling.StateRow) -> list[str]:
    """What is to be known of a value, or why there is none."""
    if not row.told:
        return [_("did not send")]
    if entry is None:
        return [str(STATUS_WORDS[Status.MISSING])]
    said = []
    status = entry.observation.status
    if status != Status.NORMAL:
        said.append(str(STATUS_WORDS[status]))
    if entry.partial and status != Status.PROVISIONAL:
        said.append(_("not a whole period"))
    if entry.observation.revised:
        said.append(_("revised"))
    return said


@login_required
@require_GET
def export(request: HttpRequest, indicator: str, kind: str) -> HttpResponse:
    """What States told of an indicator, as a file; each value with its status."""
    check_at_secretariat(viewer_of(request))
    known = _known(indicator)
    held = queries.standing(viewer_of(request))
    every = compiling.observations(
        indicator, {s: one.lines for s, one in held.items()}, {s: _mark(o) for s, o in held.items()}
    )
    if kind == "csv":
        data, media = exporting.sdmx_csv(every), "application/vnd.sdmx.data+csv; version=2.0.0"
    elif kind == "xlsx":
        about = [(_("Title"), str(known.label)), (_("Definition"), str(known.definition))]
        data, media = exporting.workbook(every, about), exporting.XLSX_TYPE
    else:
        raise NotFound("reporting_export", kind)
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{indicator}.{kind}"'
    return answer


def _mark(one: Aggregate) -> str:
    """Which aggregate a value is of; earlier ones are in no export."""
    said = _("figures number %(number)s of %(state)s") % {"number": one.number, "state": one.state}
    if one.number == 1:
        return said
    return _("%(figures)s, which supersede the earlier ones") % {"figures": said}


def _known(indicator: str) -> Any:
    known = INDICATORS.get(indicator)
    if known is None:
        raise NotFound("reporting_table", indicator)
    return known


def _told(request: HttpRequest) -> compiling.Lines:
    held = queries.standing(viewer_of(request))
    return {state: one.lines for state, one in held.items()}
