"""The map of a data set: one square a State, with the same figures as a table."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.oversight.trends import queries
from homeward.oversight.trends.access import get_dataset
from homeward.oversight.trends.maps import Kind, Square, coverage, map_svg
from homeward.oversight.trends.models import Dataset
from homeward.oversight.trends.places import state_of
from homeward.oversight.trends.statistics.observations import (
    Observation,
    Status,
    Unit,
    series_of,
)
from homeward.oversight.trends.views.reading import SVG, title_of
from homeward.oversight.trends.words import STATUS_WORDS, UNIT_WORDS


def square_of(state: str, name: str, one: Observation | None) -> Square:
    """What a State is shown with; `one` is None where there is nothing of the period at all."""
    status = one.status if one else Status.MISSING
    words = [] if status == Status.NORMAL else [str(STATUS_WORDS[status])]
    if one and one.revised:
        words.append(_("revised"))
    kind = Kind.VALUE if one and one.value is not None else Kind.MISSING
    kind = Kind.HELD if status == Status.SUPPRESSED else kind
    return Square(state, name, one.value if one else None, kind, ", ".join(words))


def _mapped(request: HttpRequest, held: Dataset) -> tuple[list[str], str, list[Square], list[str]]:
    """The periods, the one that is asked for (the last if none), the squares, and the names of the
    areas that are no State. Raises NotFound for a data set with fewer than two States."""
    names = queries.names_of(held)
    aggregates = queries.aggregates_of(held, names)
    every = series_of(queries.observations_of(held))
    lines = {area: line for area, line in every.items() if area not in aggregates}
    states = {state_of(area): area for area in sorted(lines) if state_of(area)}
    if len(states) < 2:
        raise NotFound("trends_map", held.pk)
    periods = sorted({period for line in lines.values() for period in line})
    asked = request.GET.get("at", "")
    period = asked if asked in periods else periods[-1]
    squares = [
        square_of(state, names[area], lines[area].get(period)) for state, area in states.items()
    ]
    left = [names[area] for area in lines if area not in states.values()]
    return periods, period, sorted(squares, key=lambda one: one.name.casefold()), sorted(left)


@login_required
@require_GET
def page(request: HttpRequest, dataset_id: int) -> HttpResponse:
    """The map of one period, with its table and what is to be known about it."""
    held = get_dataset(dataset_id, viewer_of(request))
    periods, period, squares, left = _mapped(request, held)
    counted = coverage(squares)
    context: dict[str, Any] = {
        "title": _("Map: %(title)s") % {"title": title_of(held)},
        "dataset": held,
        "unit": UNIT_WORDS[Unit(held.unit)],
        "periods": periods,
        "period": period,
        "rows": squares,
        "left": left,
        "with_value": counted[Kind.VALUE],
        "without": counted[Kind.MISSING],
        "held_back": counted[Kind.HELD],
        "picture": f"{reverse('trends:map_picture', args=[held.pk])}?at={period}",
        "breadcrumbs": [
            {"label": _("Trends"), "url": reverse("trends:overview")},
            {"label": title_of(held), "url": reverse("trends:dataset", args=[held.pk])},
        ],
    }
    return render(request, "trends/map.html", context)


@login_required
@require_GET
def picture(request: HttpRequest, dataset_id: int) -> HttpResponse:
    """The map as SVG."""
    held = get_dataset(dataset_id, viewer_of(request))
    _periods, period, squares, _left = _mapped(request, held)
    return HttpResponse(map_svg(squares, f"{title_of(held)}, {period}"), content_type=SVG)
