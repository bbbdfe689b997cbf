"""The directory's page; it is open to everyone who signs in and holds no case data."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.foundation.authorities.forms import DirectoryFilter
from homeward.foundation.authorities.queries import directory


@login_required
@require_GET
def authorities(request: HttpRequest) -> HttpResponse:
    """Who is in charge of what in each State, how to reach them, and whose node is connected."""
    form = DirectoryFilter(request.GET or None)
    valid = not form.is_bound or form.is_valid()
    wanted = form.cleaned_data if form.is_bound and valid else {}
    listed = directory(wanted.get("state", ""), wanted.get("function", "")) if valid else []
    context = {"form": form, "listed": listed}
    return render(request, "authorities/list.html", context, status=200 if valid else 400)
