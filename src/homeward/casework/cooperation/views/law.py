"""Double criminality and the way to ask, checked for a request and kept with it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from homeward.casework.cases.once import OnceForm, once, sent_before
from homeward.casework.cooperation.access import get_request
from homeward.casework.cooperation.actions import note_viewed
from homeward.casework.cooperation.actions.law import keep_check
from homeward.casework.cooperation.case_facts import facts_of_case
from homeward.casework.cooperation.law_checks import facts_open_to, parties_of
from homeward.casework.cooperation.models import LawCheck, Request
from homeward.casework.cooperation.queries import case_open_to
from homeward.casework.cooperation.views.one import head
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.knowledge.law.check_forms import CONDUCT, ROUTE, STATES, FactsForm
from homeward.knowledge.law.checking import check, facts_form
from homeward.knowledge.law.conduct import SETS
from homeward.knowledge.law.views.checks import question_groups

# The request says which States they are and what is asked.
ASKED_HERE = (*CONDUCT, *(name for name in ROUTE if name != "asked"))
MANY = (*SETS, "complete")


@login_required
@require_http_methods(["GET", "POST"])
def check_law(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The facts as a form; what they come to is kept with the request. Raises NotFound."""
    viewer = viewer_of(request)
    found = get_request(request_id, viewer, for_change=request.method == "POST")
    if found.declared.asked is None or found.recalled:
        raise NotFound("request", found.pk)
    token, form = OnceForm(request.POST or None), _form(request, found, viewer)
    if request.method == "POST" and form.is_valid() and token.is_valid():
        _keep(request, found, form, token.token, viewer)
        return redirect("cooperation:request", request_id=found.pk)
    note_viewed(found, user=viewer, whole=False)
    context = {
        **head(found),
        "title": _("Check double criminality"),
        "form": form,
        "token": token,
        "groups": question_groups(form, ASKED_HERE),
        "cancel_url": reverse("cooperation:request", args=[found.pk]),
    }
    return render(request, "cooperation/law.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, found: Request, viewer: User) -> FactsForm:
    """The facts as sent; at first those of the last check, else what the case knows."""
    fixed = dict(zip(STATES, parties_of(found), strict=True)) | {"asked": found.declared.asked}
    if request.method == "POST":
        data = request.POST.copy()
        for name, value in fixed.items():
            data[name] = str(value)
        return facts_form(data, shown=ASKED_HERE)
    last = found.law_checks.first()
    case = case_open_to(viewer, found)
    facts = facts_open_to(viewer, last) if last else (facts_of_case(case) if case else {})
    initial = {name: codes if name in MANY else codes[0] for name, codes in facts.items()}
    return facts_form(initial=initial | fixed, shown=ASKED_HERE)


def _keep(
    request: HttpRequest, found: Request, form: FactsForm, token: UUID | None, viewer: User
) -> None:
    def made(used: UUID) -> LawCheck | None:
        return found.law_checks.filter(form_token=used).first()

    def make() -> LawCheck:
        with transaction.atomic():
            return keep_check(found, check(form), form.codes(), user=viewer, form_token=token)

    if once(make, made, token) is None:
        messages.info(request, sent_before())
    else:
        messages.success(request, _("The check is kept with the request."))
