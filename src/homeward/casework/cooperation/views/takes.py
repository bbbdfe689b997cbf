"""Taking what the other State gave into the case."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from homeward.casework.cooperation.actions.take import take_change
from homeward.foundation.access.forming import viewer_of


@login_required
@require_POST
def take(request: HttpRequest, request_id: UUID, change_id: int) -> HttpResponse:
    """Make items of what a change gave, bound to its limits."""
    items = take_change(request_id, change_id, user=viewer_of(request))
    told = ngettext(
        "%(count)s item was taken into the case, with the limits that came with it.",
        "%(count)s items were taken into the case, with the limits that came with them.",
        len(items),
    )
    messages.success(request, told % {"count": len(items)})
    return redirect("cooperation:request", request_id=request_id)
