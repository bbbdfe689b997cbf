"""The node's own pages: My work, and the answer to whoever asks whether the node is well."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from homeward.foundation.web.ports import work_for


@login_required
@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader: tasks and clocks of every room, the most urgent first."""
    return render(request, "node/my_work.html", {"sections": work_for(request.user)})


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when the web process and its database answer; says nothing else to strangers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})
