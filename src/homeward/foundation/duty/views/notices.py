"""Notices: what waits for the reader's answer, and the answer."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.foundation.duty.access import get_notice
from homeward.foundation.duty.actions import notices as actions
from homeward.foundation.duty.queries import notices as queries
from homeward.foundation.duty.views.frame import frame, reader, said_done
from homeward.foundation.duty.work import notice_item


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What the reader must answer, and what was answered lately."""
    viewer = reader(request)
    waiting = queries.lines(viewer, queries.open_notices(viewer))
    answered = queries.lines(viewer, queries.answered_lately(viewer))
    context = frame(viewer, "notices") | {
        "items": [notice_item(line) for line in waiting],
        "answered": sorted(answered, key=_latest_first, reverse=True),
    }
    return render(request, "duty/notices.html", context)


def _latest_first(line: queries.NoticeLine) -> float:
    at = line.notice.acknowledged_at
    return at.timestamp() if at else 0.0


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: the reader sees to it, and nobody else is told."""
    viewer = reader(request)
    done = actions.acknowledge(get_notice(pk, viewer), user=viewer)
    said_done(request, done, _("It is noted that you see to it. Nobody else is told."))
    return redirect("my_work")
