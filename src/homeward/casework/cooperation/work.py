"""What cooperation adds to the shared page: its menu entry, its part of My work, the search box."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from homeward.casework.cooperation.access import keeps_letters
from homeward.casework.cooperation.actions.clocks import KINDS as CLOCKS
from homeward.casework.cooperation.by_hand import may_hand_over
from homeward.casework.cooperation.desk.latest import by_code, by_reference
from homeward.casework.cooperation.desk.places import PAGE, Place
from homeward.casework.cooperation.desk.queue import Wanted, own_steps, queue_page
from homeward.casework.cooperation.ladder import tone_of
from homeward.casework.cooperation.lifecycle import FINAL
from homeward.casework.cooperation.models import LanguageStep, OralRequest, Request
from homeward.casework.cooperation.queries import changes_open_to, is_overdue
from homeward.foundation.access.models import User
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.web.ports import (
    MenuItem,
    SearchHit,
    Text,
    WorkItem,
    register_menu,
    register_search,
    register_work,
)
from homeward.foundation.web.tones import Tone

LIMIT, ASKED = 20, 100


def request_caption(subject_id: str) -> str:
    """The reference of a request that the reader may see, else nothing."""
    found = Request.objects.filter(pk=subject_id).values_list("reference", flat=True).first()
    return found or ""


def oral_caption(subject_id: str) -> str:
    """The code of an oral request that the reader may see, else nothing."""
    found = OralRequest.objects.filter(pk=subject_id).values_list("code", flat=True).first()
    return found or ""


class OpenRequests:
    """Requests that wait for the reader's next step and have no task on a desk that says so."""

    code = "requests"
    title: Text = _("Requests that wait for you")
    order = 30

    def items(self, viewer: Any) -> Sequence[WorkItem]:
        """In the order of the desk's queue, then what this State has still to send or to close.

        The task of a clock, due on a day to come, says nothing of what waits today.
        """
        tasked = open_tasks(viewer).filter(subject_kind="request").exclude(kind__in=CLOCKS)
        told = {subject for (subject,) in tasked.values_list("subject_id")}
        items = (_item(viewer, r) for r in _waiting(viewer) if str(r.pk) not in told)
        return list(islice((item for item in items if item is not None), LIMIT))


def _waiting(viewer: User) -> Iterator[Request]:
    """A page of the queue, more where that is asked for; then what is still to send or to close."""
    after: Place | None = None
    for most in (PAGE, ASKED - PAGE):  # the first is enough for most readers
        page = queue_page(viewer, Wanted(), after, most=most)
        yield from page.requests
        after = page.next
        if after is None:
            break
    yield from own_steps(viewer, ASKED)


def next_step_of(viewer: User, request: Request) -> Text:
    """The one thing that the request waits for, if it is this reader's to do; else nothing.

    Withdrawing, refusing and asking are always possible and never what a request waits for.
    """
    if may_hand_over(viewer, request):
        return _("Hand it over: the other State has joined")
    if request.is_writable and request.missing:
        return _("Write the missing parts") if request.is_work_of(viewer.pk) else ""
    steps = [t for t in changes_open_to(viewer, request) if not t.aside]
    if not steps:
        return ""
    if steps[0].name == "approve":
        return _("Read and approve")
    if steps[0].needs_case and request.case_id is None:
        return _("Link to a case or open one")
    return steps[0].label


def _item(viewer: User, request: Request) -> WorkItem | None:
    step = next_step_of(viewer, request)
    if not step:
        return None
    return WorkItem(
        title=_title(request),
        url=reverse("cooperation:request", args=[request.pk]),
        next_step=step,
        due=request.due_at if request.state not in FINAL else None,
        tone=Tone.DANGER if is_overdue(request) else tone_of(request.state),
        state=_("Overdue") if is_overdue(request) else request.get_state_display(),
        detail=request.other_state,
    )


def _title(request: Request) -> str:
    if request.is_writable and not request.missing:
        return now("Request %(reference)s is ready for approval") % {"reference": request.reference}
    return f"{request.reference} · {request.declared.label}"


class RequestSearch:
    """Requests by their reference."""

    code = "requests"
    order = 30

    def search(self, viewer: Any, query: str, limit: int) -> Sequence[SearchHit]:
        """Those whose reference holds the words, or whose printed code they are."""
        found = list(by_reference(viewer, query)[:limit]) or by_code(viewer, query)[:limit]
        return [
            SearchHit(
                kind=_("Request"),
                caption=request.reference,
                url=reverse("cooperation:request", args=[request.pk]),
                icon="request",
                detail=f"{request.declared.label} · {request.other_state}",
            )
            for request in found
        ]


def _keepers_only(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and keeps_letters(request.user)


def language_step_caption(subject_id: str) -> str:
    """What a step of the language is, of a request that the reader may see; else nothing."""
    found = LanguageStep.objects.filter(pk=subject_id).select_related("request").first()
    return f"{found.request.reference}: {found.get_kind_display()}" if found else ""


def register() -> None:
    """Fill the ports of `web`."""
    register_menu(
        MenuItem("requests", _("Requests"), "cooperation:list", "request", order=30, key="r")
    )
    for code, label, page, order in (
        ("state_calendars", _("Calendars of States"), "cooperation:calendars", 86),
        ("letter_templates", _("Templates of letters"), "cooperation:templates", 87),
    ):
        register_menu(
            MenuItem(
                code,
                label,
                page,
                "calendar" if order == 86 else "request",
                order=order,
                visible=_keepers_only,
            )
        )
    register_menu(MenuItem("desk", _("Desk"), "cooperation:desk", "work", order=29))
    register_work(OpenRequests())
    register_search(RequestSearch())
