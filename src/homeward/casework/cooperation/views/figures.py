"""Figures of requests: a page that prints, and the same as CSV; no request is opened."""

import csv
import io
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cooperation.desk.figures import (
    COUNTS,
    FEWEST,
    TIMES,
    heaps_of,
    reads_figures,
    refusals_of,
)
from homeward.casework.cooperation.desk.figures_form import FiguresForm
from homeward.casework.cooperation.desk.figures_tables import WAYS, grounds, tables
from homeward.casework.cooperation.lifecycle import Side
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.models import State


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Times, completeness, refusals and delays of one side, connected and unconnected apart."""
    viewer = _reader(request)
    form = _form(request)
    context = _made(viewer, form) | {
        "title": _("Figures of requests"),
        "form": form,
        "fewest": FEWEST,
        "query": request.GET.urlencode(),
    }
    return render(request, "cooperation/figures.html", context)


@login_required
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The same tables as CSV (UTF-8), times in hours. Raises NotFound for a form that is wrong."""
    viewer = _reader(request)
    form = _form(request)
    if form.is_bound and not form.is_valid():
        raise NotFound("request_figures")
    made = _made(viewer, form)
    answer = HttpResponse(_csv(made), content_type="text/csv; charset=utf-8")
    name = f"requests-{made['side']}-{made['since']:%Y%m%d}-{made['until']:%Y%m%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _form(request: HttpRequest) -> FiguresForm:
    """What is asked for; an address that names no field of it is the page as it opens."""
    named = FiguresForm.base_fields.keys() & request.GET.keys()
    return FiguresForm(request.GET if named else None)


def _reader(request: HttpRequest) -> User:
    viewer = viewer_of(request)
    if not reads_figures(viewer):
        raise NotFound("request_figures")
    return viewer


def _made(viewer: User, form: FiguresForm) -> dict[str, Any]:
    wanted = form.wanted()
    begin = datetime.combine(wanted.since, time(), UTC)
    end = datetime.combine(wanted.until + timedelta(days=1), time(), UTC)
    heaps = heaps_of(viewer, begin, end, datetime.now(UTC))
    names = dict(State.objects.order_by("code").values_list("code", "name"))
    refused = refusals_of(viewer, begin, end)
    return {
        "side": wanted.side,
        "side_name": Side(wanted.side).label,
        "way_name": WAYS[wanted.way],
        "since": wanted.since,
        "until": wanted.until,
        "tables": tables(heaps, wanted.side, wanted.way, names),
        "grounds": grounds(refused, wanted.side, wanted.way),
    }


def _csv(made: dict[str, Any]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    parts = [f"{name}_{what}" for name in TIMES for what in ("count", "q1_h", "median_h", "q3_h")]
    lines.writerow(["from", "to", "side", "table", "code", "row", *COUNTS, *parts])
    about = [made["since"].isoformat(), made["until"].isoformat(), made["side"]]
    for table in made["tables"]:
        for row in table.rows:
            counted = [getattr(row.figures, name) for name in COUNTS]
            times = [cell for name in TIMES for cell in _hours(getattr(row.figures, name))]
            lines.writerow([*about, table.code, row.code, row.label, *counted, *times])
    for ground in made["grounds"]:
        label = f"{ground.label} ({ground.article})" if ground.article else ground.label
        before = [""] * COUNTS.index("refused")
        lines.writerow([*about, "ground", ground.code, label, *before, ground.count])
    return text.getvalue().encode("utf-8-sig")


def _hours(spread: Any) -> list[Any]:
    """Empty where there were too few: too few is not zero."""
    known = [spread.low, spread.median, spread.high]
    return [spread.count, *("" if one is None else round(one / 3600, 2) for one in known)]
