"""The way from a merged file to the one that remains."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import remaining_file
from homeward.foundation.access.models import User


def elsewhere(request: HttpRequest, viewer: User, case: Case) -> HttpResponse | None:
    """The same page of the file that remains, where this one was merged and the viewer has a place
    there; who has none keeps reading this one, whose strip says so."""
    remains = remaining_file(viewer, case) if case.merged_into_id else None
    match = request.resolver_match
    if remains is None or match is None or request.method != "GET":
        return None
    told = _("%(merged)s was merged into %(reference)s. You see both here.")
    messages.info(request, told % {"merged": case.reference, "reference": remains.reference})
    kwargs = match.kwargs | {"reference": remains.reference}
    return redirect(reverse(match.view_name, kwargs=kwargs))
