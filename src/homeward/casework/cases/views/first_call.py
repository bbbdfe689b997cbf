"""A first call, one screen at a time; each answer is kept before anything else happens to it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cases import queries
from homeward.casework.cases.access import check_may_open
from homeward.casework.cases.actions.first_call import open_first_call
from homeward.casework.cases.first_call import (
    all_screens,
    as_sent,
    first_call_of,
    proposal_of,
    screen_form,
    told,
    whole_call,
)
from homeward.casework.cases.forms.classification import ReviewForm
from homeward.casework.cases.forms.first_call import REVIEW, SCREENS, Screen
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.queries.first_call import (
    FIRST_CALL,
    OpenCall,
    begin_call,
    keep_call,
    open_call,
    open_calls,
)
from homeward.foundation.access.draft_views import typed_fields
from homeward.foundation.access.drafts import discard_draft
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import moment_text

ORDER = [*SCREENS, REVIEW]
both = require_http_methods(["GET", "POST"])


@login_required
@both
def calls(request: HttpRequest) -> HttpResponse:
    """Begin a first call, go on with one of one's own, or discard it."""
    viewer = viewer_of(request)
    check_may_open(viewer)
    if request.method == "POST":
        thrown = request.POST.get("discard", "")
        if thrown:
            if discard_draft(viewer, FIRST_CALL, thrown):
                messages.success(request, _("The first call was discarded."))
            return redirect("cases:first_calls")
        return redirect("cases:first_call", call_id=begin_call(viewer).id, screen=ORDER[0])
    return render(request, "cases/first_calls.html", {"calls": open_calls(viewer)})


@login_required
@both
def screen(request: HttpRequest, call_id: UUID, screen: str) -> HttpResponse:
    """One screen. What was sent is kept first, whether it is right or not."""
    viewer = viewer_of(request)
    if screen not in ORDER:
        raise NotFound("first call", screen)
    try:
        call = open_call(viewer, call_id)
    except NotFound:
        opened = queries.opened_by_form(viewer, call_id)
        if opened is None:
            raise
        messages.info(request, sent_before())
        return redirect("cases:overview", reference=opened.reference)
    check_may_open(viewer)
    if request.method == "GET":
        return _page(request, viewer, call, screen)
    wanted = request.POST.get("go", "")
    call = keep_call(viewer, call, _typed(request, screen))
    if wanted == "keep":
        return JsonResponse({"saved": moment_text(call.saved_at)})
    if wanted == "later":
        messages.success(request, _("The first call is kept. You find it here and in My work."))
        return redirect("cases:first_calls")
    if wanted in ORDER:
        return _lead(call, wanted)
    if screen == REVIEW:
        return _open(request, viewer, call)
    if not screen_form(screen, call.answers).is_valid():
        return _page(request, viewer, call, screen, status=400)
    return _lead(call, ORDER[ORDER.index(screen) + 1])


def _typed(request: HttpRequest, screen: str) -> dict[str, list[str]]:
    """The screen's fields as they were sent; a tick that was taken away is an empty list."""
    sent = dict(typed_fields(request.POST))
    sent.pop("go", None)
    shown = request.POST.get("shown", "").split()
    sent.pop("shown", None)
    return {**{name: [] for name in shown}, **sent, "screen": [screen]}


def _lead(call: OpenCall, screen: str) -> HttpResponse:
    return redirect("cases:first_call", call_id=call.id, screen=screen)


def _review_form(viewer: User, call: OpenCall, screens: dict[str, Screen]) -> ReviewForm:
    said = whole_call(screens)
    initial = ("title", "lead_authority", "iccs_code", "iccs_reason")
    data = as_sent(call.answers) if any(name in call.answers for name in initial) else None
    return ReviewForm(
        data, viewer=viewer, state=settings.HOMEWARD_STATE, proposal=proposal_of(said)
    )


def _open(request: HttpRequest, viewer: User, call: OpenCall) -> HttpResponse:
    """Open the case where every screen is right; otherwise say what is not."""
    screens = all_screens(call.answers)
    review = _review_form(viewer, call, screens)
    whole = all(form.is_valid() for form in screens.values())
    if not (review.is_valid() and whole):
        return _page(request, viewer, call, REVIEW, status=400)
    new = first_call_of(screens, review.cleaned_data, call.id)
    case = once(
        lambda: open_first_call(new, actor=viewer.actor, officer=viewer),
        lambda token: queries.opened_by_form(viewer, token),
        call.id,
    )
    discard_draft(viewer, FIRST_CALL, str(call.id))
    if case is None:
        messages.info(request, sent_before())
        case = queries.opened_by_form(viewer, call.id)
        if case is None:
            raise NotFound("first call", call.id)
    else:
        done = _("The case %(reference)s is open, and you lead it.")
        messages.success(request, done % {"reference": case.reference})
    return redirect("cases:overview", reference=case.reference)


def _page(
    request: HttpRequest, viewer: User, call: OpenCall, screen: str, status: int = 200
) -> HttpResponse:
    place = ORDER.index(screen)
    context = {
        "call": call,
        "screen": screen,
        "steps": _steps(call, screen),
        "number": place + 1,
        "total": len(ORDER),
        "before": ORDER[place - 1] if place else "",
        "url": reverse("cases:first_call", args=[call.id, screen]),
    }
    form: ReviewForm | Screen
    if screen == REVIEW:
        screens = all_screens(call.answers)
        form = review = _review_form(viewer, call, screens)
        if status == 200 and review.is_bound:
            review.errors.clear()  # nobody has tried to open the case yet
        context |= {"title": _("Review and open the case"), "summary": _summary(screens)}
    else:
        form = sent = screen_form(screen, call.answers)
        if status == 200:
            form = SCREENS[screen][1](answers=call.answers, initial=_as_typed(sent))
        context["title"] = SCREENS[screen][0]
    shown = " ".join(form.fields)
    return render(
        request,
        "cases/first_call.html",
        context | {"form": form, "shown": shown, "error_page": status != 200},
        status=status,
    )


def _as_typed(form: Screen) -> dict[str, object]:
    """What was typed, right or wrong, as the content of a form that nobody complains about yet."""
    return {
        name: form[name].data
        for name in form.fields
        if form.add_prefix(name) in form.data or name in form.answers
    }


def _summary(screens: dict[str, Screen]) -> list[dict[str, object]]:
    return [
        {
            "slug": slug,
            "title": SCREENS[slug][0],
            "told": list(told(form)),
            "wrong": not form.is_valid(),
        }
        for slug, form in screens.items()
    ]


def _steps(call: OpenCall, screen: str) -> list[dict[str, object]]:
    """The screens to go to; each is a button, so that nothing typed is left behind."""
    titles = {slug: title for slug, (title, _form) in SCREENS.items()}
    titles[REVIEW] = _("Review and open the case")
    return [{"slug": slug, "title": titles[slug], "here": slug == screen} for slug in ORDER]
