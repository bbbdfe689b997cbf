"""Tables for the national statistics office."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.territories import territory
from homeward.oversight.trends import cts, exporting, queries
from homeward.oversight.trends.statistics.observations import Status
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS


def _given(viewer: User) -> list[cts.Given]:
    """The node's own counts, and what imported sources tell of the State itself."""
    state = settings.HOMEWARD_STATE
    own = [
        cts.Given(code, "", held.coverage, queries.observations_of(held))
        for code, held in sorted(queries.own_figures(viewer).items())
    ]
    told = [
        cts.Given(
            code,
            held.publisher or held.title,
            held.coverage,
            [one for one in queries.observations_of(held) if one.cell.area == state],
        )
        for code, held in (
            *queries.sources_of_state(viewer, state),
            *queries.offences_of_state(viewer, state),
        )
    ]
    return [*own, *told]


@login_required
@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The tables in the manner of the UN-CTS, with what the counts mean."""
    years, made = cts.tables_of(_given(viewer_of(request)))
    context = {
        "title": _("Tables for the statistics office"),
        "state": territory(settings.HOMEWARD_STATE),
        "years": years,
        "tables": [
            {"table": one, "rows": [_shown(row, years, one) for row in one.rows]} for one in made
        ],
        "metadata": cts.METADATA,
    }
    return render(request, "trends/cts.html", context)


def _shown(row: cts.Row, years: tuple[str, ...], table: cts.Table) -> dict[str, Any]:
    cells = []
    for year in years or ("",):
        one = row.by_year.get(year)
        status = one.status if one else Status.MISSING
        if not table.recorded:
            status = Status.NOT_COLLECTED
        said = [] if status == Status.NORMAL else [str(STATUS_WORDS[status])]
        if one and one.revised:
            said.append(pgettext("figure", "revised"))
        cells.append({"year": year, "value": one.value if one else None, "said": said})
    return {"row": row, "unit": UNIT_WORDS[row.unit], "trait": cts.trait_word(row), "cells": cells}


@login_required
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The tables as a file."""
    years, made = cts.tables_of(_given(viewer_of(request)))
    state = settings.HOMEWARD_STATE
    if kind == "csv":
        data, media = cts.as_csv(state, years, made), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        data, media = cts.as_workbook(state, years, made), exporting.XLSX_TYPE
    else:
        raise NotFound("trends_export", kind)
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="un-cts-{state}.{kind}"'
    return answer
