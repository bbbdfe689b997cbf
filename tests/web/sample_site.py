"""A small site that shows every component of the room, for the browser tests.

Run by tests/web/test_browser.py in a process of its own: `python -m tests.web.sample_site PORT`.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django import forms
from django.contrib.staticfiles.views import serve
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, re_path

from homeward.foundation.web.components import (
    AccountKind,
    Fact,
    Flow,
    FlowLink,
    FlowNode,
    Step,
    StepState,
    Tab,
    TimelineEntry,
)
from homeward.foundation.web.ports import MenuItem, WorkItem, register_menu
from homeward.foundation.web.tones import Tone
from tests.web import minimal_urls

TAKEN = datetime(2026, 11, 20, 8, 15, tzinfo=UTC)
ACCOUNTS = [
    FlowNode("f", "Family account", "XA", AccountKind.SOURCE),
    FlowNode("a", "XA00TEST0000000001", "XA"),
    FlowNode("b", "XB00TEST0000000002", "XB", AccountKind.RESTRAINED),
    FlowNode("w", "Wallet", "XC"),
    FlowNode("c", "Cash, Port Street", "XC", AccountKind.CASH),
]
PAYMENTS = [
    ("f", "a", 25),
    ("a", "b", 14),
    ("a", "w", 11),
    ("w", "a", 4),
    ("w", "c", 7),
    ("a", "b", 3),
]


class Person:
    """The reader of the sample, signed in."""

    is_authenticated = True

    def __str__(self) -> str:
        return "A. Duty Officer"


class SignedIn:
    """Middleware: everyone is the sample's reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = Person()  # type: ignore[assignment]
        return self.get_response(request)


class FirstCall(forms.Form):
    """One of each kind of control."""

    place = forms.CharField(label="Where was the person last seen?", help_text="Street and town.")
    channel = forms.ChoiceField(
        label="Channel", widget=forms.RadioSelect, choices=[("t", "Telephone"), ("m", "Message")]
    )
    state = forms.ChoiceField(label="Requested State", choices=[("", "Choose"), ("XB", "XB")])
    said = forms.CharField(label="What was said", widget=forms.Textarea, required=False)
    urgent = forms.BooleanField(label="A life is at risk", required=False, help_text="Calls duty.")


def at(hours: int) -> datetime:
    """Hours after the person was taken."""
    return TAKEN + timedelta(hours=hours)


def sample(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    links = [FlowLink(s, t, m * 1_000_000, at(n)) for n, (s, t, m) in enumerate(PAYMENTS)]
    context: dict[str, Any] = {
        "title": "Money",
        "reference": "XA-2026-0117",
        "facts": [Fact("Taken", "2 days ago"), Fact("Legal basis", None)],
        "actions": [Tab("Record", "#", icon="plus", active=True)],
        "tabs": [Tab("Overview", "/"), Tab("Money", "/", active=True, count=3)],
        "flow": Flow(ACCOUNTS, links, "XAD"),
        "tones": list(Tone),
        "page": Paginator(range(90), 20).get_page(2),
        "steps": [Step(state.title(), state, at(1), at(9)) for state in StepState],
        "entries": [TimelineEntry(at(1), "Demand", "phone", Tone.WARNING, reported=True)],
        "items": [WorkItem("Answer State XB", "/form/", "Open", at(30), Tone.DANGER, "Overdue")],
    }
    return render(request, "sample.html", context)


def form(request: HttpRequest) -> HttpResponse:
    """A form, refused with `?bad`."""
    filled = FirstCall({}) if "bad" in request.GET else FirstCall()
    return render(request, "web/form_page.html", {"title": "First call", "form": filled})


urlpatterns = [
    path("", sample, name="sample"),
    path("form/", form, name="form"),
    *minimal_urls.urlpatterns,
    re_path(r"^static/(?P<path>.*)$", lambda request, path: serve(request, path, insecure=True)),
]
handler404 = minimal_urls.handler404
handler500 = minimal_urls.handler500


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests of one page at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def main(port: int) -> None:
    """Serve until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.sample_settings"
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    register_menu(MenuItem("sample", "Money", "sample", "money", key="c", count=lambda request: 3))
    register_menu(MenuItem("form", "First call", "form", "case", key="m"))
    make_server("127.0.0.1", port, application, Server, Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
