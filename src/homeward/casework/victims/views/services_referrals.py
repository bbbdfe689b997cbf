"""Referrals of a support file: made, followed, transferred, recalled, and their letters."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.services import get_referral
from homeward.casework.victims.actions import services_letters as letters
from homeward.casework.victims.actions import services_referrals as actions
from homeward.casework.victims.consents_sections import scope_words
from homeward.casework.victims.errors import services as wrong
from homeward.casework.victims.errors.files import FileEnded
from homeward.casework.victims.forms.services import (
    ConfirmForm,
    ReferralForm,
    StepForm,
    possible,
)
from homeward.casework.victims.models import Referral, ReferralStep
from homeward.casework.victims.queries import services as queries
from homeward.casework.victims.queries.files import is_child
from homeward.casework.victims.services_sections import referral_row
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.services import NEXT, OPEN
from homeward.foundation.access.forming import viewer_of

ASKED: Fields = {
    wrong.StepNotNow: "basis",
    FileEnded: "basis",
    wrong.NoConsent: "basis",
    wrong.ServiceClosed: "basis",
    wrong.SameService: "basis",
    wrong.DomainElsewhere: "domain",
    wrong.NotCovered: "needs",
}
Act = Callable[[], tuple[str, str]]
STEPS: Fields = {wrong.StepNotNow: "step", wrong.StepTooEarly: "on"}


@login_required
@form_methods
def refer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Refer the person to a service to which a consent, or a decision in its stead, holds."""
    return _ask(request, reference, number, None)


@login_required
@form_methods
def transfer(request: HttpRequest, reference: str, number: int, referral_id: int) -> HttpResponse:
    """Refer the person to another service instead, on a consent of its own."""
    old = get_referral(reference, number, referral_id, viewer_of(request))
    if request.method == "GET" and "transferred" not in NEXT[old.status]:
        raise wrong.StepNotNow(status=old.get_status_display())
    return _ask(request, reference, number, old)


def _ask(request: HttpRequest, reference: str, number: int, old: Referral | None) -> HttpResponse:
    viewer = viewer_of(request)
    found = old.file if old else get_file(reference, number, viewer)
    bases = [pair for pair in queries.bases_of(viewer, found) if not old or pair[1] != old.service]
    form = ReferralForm(
        request.POST or None,
        bases=bases,
        child=is_child(found.person),
        initial={"basis": request.GET.get("basis", ""), "domain": old.domain if old else ""},
    )

    def make() -> Referral:
        asking = form.asking()
        if old:
            return actions.transfer(old, asking, user=viewer, form_token=form.token)
        return actions.refer(found, asking, user=viewer, form_token=form.token)

    def act() -> tuple[str, str]:
        made = once(make, lambda token: queries.referral_of_form(viewer, found, token), form.token)
        done = _("The referral is made. Print the letter and send it.")
        if made is None:
            return reverse("victims:file", args=[reference, number]), ""
        return _page(made), done

    note = _(
        "The letter holds the parts that the consent covers, as the file knows them, and your"
        " words. Nothing else leaves."
    )
    if not bases:
        note = wrong.NoConsent().sentence()
    heading = _("Transfer to another service") if old else _("Refer to a service")
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=heading,
        file=found,
        fields=ASKED,
        cancel=_page(old) if old else "",
        extra={"note": note},
    )


@login_required
@require_GET
def referral(request: HttpRequest, reference: str, number: int, referral_id: int) -> HttpResponse:
    """One referral: what was shared, on what, and what became of it."""
    viewer = viewer_of(request)
    found = get_referral(reference, number, referral_id, viewer)
    note_viewed(viewer, found.case, "referral", found.file)
    heading = _("Referral %(number)s") % {"number": found.number}
    context = file_frame(viewer, found.file, heading) | {
        "referral": found,
        "row": referral_row(found),
        "steps": queries.steps_of(viewer, found),
        "scopes": scope_words(found.covers),
        "shared": [
            (Scope(one).label, found.shared[one]) for one in Scope.values if one in found.shared
        ],
        "may_print": found.status in OPEN and queries.is_allowed(viewer, found),
        "is_open": found.status in OPEN,
        "may_add": bool(possible(found)),
        "may_transfer": "transferred" in NEXT[found.status],
        "is_recalled": found.status in ("recalled", "cleared"),
        "may_confirm": found.status == "recalled",
    }
    return render(request, "victims/services_referral.html", context)


@login_required
@form_methods
def step(request: HttpRequest, reference: str, number: int, referral_id: int) -> HttpResponse:
    """Write what the service did or said."""
    viewer = viewer_of(request)
    found = get_referral(reference, number, referral_id, viewer)
    if not possible(found):
        raise wrong.StepNotNow(status=found.get_status_display())
    form = StepForm(request.POST or None, referral=found)

    def sent(token: UUID) -> ReferralStep | None:
        return queries.steps_of(viewer, found).filter(form_token=token).first()

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: actions.advance(
                found,
                given["step"],
                user=viewer,
                on=given["on"],
                note=given["note"],
                form_token=form.token,
            ),
            sent,
            form.token,
        )
        return _page(found), _("It is recorded.") if made else ""

    return _record(request, found, form, act, _("What the service did or said"), sent)


@login_required
@form_methods
def confirm(request: HttpRequest, reference: str, number: int, referral_id: int) -> HttpResponse:
    """Write what the service did with what was recalled."""
    viewer = viewer_of(request)
    found = get_referral(reference, number, referral_id, viewer)
    if found.status != "recalled":
        raise wrong.StepNotNow(status=found.get_status_display())
    form = ConfirmForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        actions.confirm_recall(
            found, given["answer"], user=viewer, on=given["on"], note=given["note"]
        )
        return _page(found), _("The recall is confirmed.")

    return _record(request, found, form, act, _("What the service did with what was recalled"))


def _record(
    request: HttpRequest,
    found: Referral,
    form: forms.Form,
    act: Act,
    heading: str,
    sent: Callable[[UUID], object] | None = None,
) -> HttpResponse:
    """A form about what became of a referral, which leads back to it."""
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=found.file,
        fields=STEPS,
        cancel=_page(found),
        sent=sent,
    )


@login_required
@require_POST
def letter(request: HttpRequest, reference: str, number: int, referral_id: int) -> HttpResponse:
    """The letter to the service, as PDF."""
    viewer = viewer_of(request)
    found = get_referral(reference, number, referral_id, viewer)
    return _file(letters.print_letter(found, user=viewer), found.reference)


@login_required
@require_POST
def recall_notice(
    request: HttpRequest, reference: str, number: int, referral_id: int
) -> HttpResponse:
    """The notice that recalls what was shared, as PDF."""
    viewer = viewer_of(request)
    found = get_referral(reference, number, referral_id, viewer)
    return _file(letters.print_recall(found, user=viewer), f"{found.reference}-recall")


def _file(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _page(referral: Referral) -> str:
    page = [referral.case.reference, referral.file.number, referral.pk]
    return reverse("victims:referral", args=page)
