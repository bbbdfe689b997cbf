"""Support in figures: ranges only, for those who plan and oversee support; no case is opened."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.victims.access.figures import check_reads_figures
from homeward.casework.victims.figures_shown import SOURCE
from homeward.casework.victims.figures_tables import (
    columns,
    end_of_figures,
    first_day,
    period_name,
    tables,
)
from homeward.casework.victims.forms.figures import FiguresForm
from homeward.casework.victims.queries.figures import persons_of_figures
from homeward.casework.victims.words.figures import Breakdown
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of


@login_required
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every table for a period, by sex, age group or quarter, with what it counts."""
    check_reads_figures(viewer_of(request))
    today = localdate()
    form = FiguresForm(request.GET or None, today=today)
    context = _made(request, form) | {
        "title": _("Support in figures"),
        "form": form,
        "last_day": first_day(today) - timedelta(days=1),
        "source": SOURCE,
    }
    return render(request, "victims/figures.html", context)


@login_required
@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """The same tables as CSV (UTF-8): what the page shows and nothing else. Raises NotFound."""
    check_reads_figures(viewer_of(request))
    form = FiguresForm(request.GET or None, today=localdate())
    if form.is_bound and not form.is_valid():
        raise NotFound("support_figures")
    made = _made(request, form)
    answer = HttpResponse(_csv(made), content_type="text/csv; charset=utf-8")
    name = f"support-{made['period'].code}-{made['by']}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv(made: dict[str, Any]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    heads = [_("Files opened in"), _("Table"), _("Row")]
    lines.writerow([*heads, *(one.label for one in made["columns"])])
    for table in made["tables"]:
        for label, cells in table.rows:
            lines.writerow([made["period_name"], table.title, label, *cells])
    return text.getvalue().encode("utf-8-sig")


def _made(request: HttpRequest, form: FiguresForm) -> dict[str, Any]:
    today = localdate()
    period, by = form.wanted()
    shown = columns(period, by, today)
    persons = persons_of_figures(viewer_of(request), end_of_figures(today))
    return {
        "period": period,
        "period_name": period_name(period),
        "by": by,
        "by_name": Breakdown(by).label,
        "columns": shown,
        "tables": tables(persons, shown),
    }
