"""The node's addresses, and views that fall into every trap of a transaction around a request."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from homeward.casework.cases.models import Case
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.refusals import note_refused
from homeward.node.urls import handler400, handler403, handler404, handler500  # noqa: F401
from homeward.node.urls import urlpatterns as real


def _write() -> None:
    Session.objects.create(session_key="written", session_data="", expire_date=datetime.now(UTC))


def crash(request: HttpRequest) -> HttpResponse:
    """Writes, then fails in a way nobody foresaw."""
    _write()
    raise RuntimeError("nobody foresaw this")


def answer_500(request: HttpRequest) -> HttpResponse:
    """Writes, then says by itself that it failed."""
    _write()
    return HttpResponse("failed", status=500)


def refuse(request: HttpRequest) -> HttpResponse:
    """Writes, then lets an error of a room leave the view."""
    _write()
    raise StaleForm


def form_error(request: HttpRequest) -> HttpResponse:
    """Puts an action's error on its page, as the views of forms do."""
    try:
        with transaction.atomic():
            _write()
            raise StaleForm
    except StaleForm as error:
        note_refused(request.user, error, case_id=7, compartment="finance")  # type: ignore[arg-type]
        return HttpResponse(error.sentence(), status=400)


def lazy(request: HttpRequest) -> HttpResponse:
    """A page that is rendered after the view has returned, and asks for its rows then."""
    return TemplateResponse(request, "access/trap.html", {"cases": Case.objects.all()})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Would read its rows after the transaction has ended."""

    def lines() -> Iterator[str]:
        yield from (case.title for case in Case.objects.all())

    _write()
    return StreamingHttpResponse(lines())


urlpatterns = [
    path("trap/crash/", crash),
    path("trap/500/", answer_500),
    path("trap/refuse/", refuse),
    path("trap/form/", form_error),
    path("trap/lazy/", lazy),
    path("trap/stream/", stream),
    # Addresses that open their own context, and fail.
    path("exchange/v1/crash", crash),
    path("exchange/v1/refuse", refuse),
    path("health/refuse/", refuse),
    *real,
]
