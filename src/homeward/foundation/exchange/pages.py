"""The administrator's pages: the connections to other nodes, and files that find no room."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.foundation.exchange.connections import (
    DAYS,
    connections_for,
    may_administer,
    refused_for,
)
from homeward.foundation.exchange.queries import shortages
from homeward.foundation.vault.files import has_room


@login_required
@require_GET
def connections(request: HttpRequest) -> HttpResponse:
    """Each peer with its last success and failure and what to do, and what was turned away.

    For whoever does not administer the node there is no such page.
    """
    viewer: Any = request.user
    if not may_administer(viewer):
        raise Http404
    context = {
        "connections": connections_for(viewer),
        "refused": refused_for(viewer),
        "days": DAYS,
    }
    return render(request, "exchange/connections.html", context)


@login_required
@require_GET
def room(request: HttpRequest) -> HttpResponse:
    """Whose attachments wait for room on this node, and what to do; for administrators."""
    if not may_administer(request.user):
        raise Http404
    context = {"shortages": shortages(), "is_full": not has_room()}
    return render(request, "exchange/room.html", context)
