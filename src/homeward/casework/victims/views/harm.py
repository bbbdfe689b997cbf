"""Losses of a support file, what shows them, and what was recovered from the offenders."""

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from homeward.casework.cases.errors.case import UseBound
from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file, get_support_case
from homeward.casework.victims.access.harm import get_loss, get_recovered
from homeward.casework.victims.actions import harm as actions
from homeward.casework.victims.actions.harm_money import enter_recovered
from homeward.casework.victims.actions.harm_money import withdraw_recovered as withdraw
from homeward.casework.victims.errors import harm as wrong
from homeward.casework.victims.forms.harm import EvidenceForm, LossForm, VerifyForm, WithdrawForm
from homeward.casework.victims.forms.harm_claims import RecoveredForm
from homeward.casework.victims.harm_sections import line_of
from homeward.casework.victims.models import Loss, SupportFile
from homeward.casework.victims.queries import harm as queries
from homeward.casework.victims.queries.harm_sums import sums_of
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
    support_frame,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

FIELDS: Fields = {
    wrong.BorneFileWrong: "borne_file",
    wrong.ItemNotSeen: "item",
    wrong.ItemThere: "item",
    UseBound: "item",
    wrong.OwnLoss: "read",
    wrong.EvidenceMissing: "read",
    wrong.EvidenceUnseen: "read",
    wrong.LossClaimed: "why",
    wrong.RecoveredThere: "reference",
}


@login_required
@require_GET
def losses(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Losses and compensation claims of a file, with the line that adds up."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "losses", file)
    context = file_frame(viewer, file, _("Losses and compensation")) | harm_context(viewer, file)
    return render(request, "victims/harm_losses.html", context)


def harm_context(viewer: User, file: SupportFile) -> dict[str, object]:
    """Every loss with its sums, every compensation claim, and a line for each currency."""
    sums = sums_of(viewer, file)
    return {
        "lines": [line_of(total) for total in sums.totals],
        "totals": sums.totals,
        "losses": [(one, sums.losses.get(one.pk)) for one in queries.losses_of(viewer, file)],
        "rows": queries.rows_of(viewer, file, sums),
    }


@login_required
@form_methods
def record_loss(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record what the person lost or paid."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = LossForm(request.POST or None, viewer=viewer, file=file)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_loss(
                file,
                form.facts(),
                user=viewer,
                borne_file=form.relative,
                item=form.cleaned_data["item"],
                form_token=form.token,
            ),
            lambda token: queries.loss_of_form(viewer, file, token),
            form.token,
        )
        words = _("Loss %(number)s is recorded.") % {"number": made.number} if made else ""
        return reverse("victims:losses", args=[reference, number]), words

    heading = _("Record a loss")
    return support_form(
        request, file.case, form, act, heading=heading, submit=heading, file=file, fields=FIELDS
    )


@login_required
@require_GET
def loss(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """One loss: what shows it, who verified it, and what became of it."""
    viewer = viewer_of(request)
    found = get_loss(reference, number, which, viewer)
    note_viewed(viewer, found.case, "loss", found.file)
    heading = _("Loss %(number)s") % {"number": found.number}
    context = file_frame(viewer, found.file, heading) | {
        "loss": found,
        "evidence": queries.evidence_of(viewer, found),
        "sums": sums_of(viewer, found.file).losses.get(found.pk),
        "own": found.recorded_by_id == viewer.pk,
    }
    return render(request, "victims/harm_loss.html", context)


@login_required
@form_methods
def add_evidence(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Name one more item of the case that shows a loss."""
    viewer = viewer_of(request)
    found = get_loss(reference, number, which, viewer)
    form = EvidenceForm(request.POST or None, viewer=viewer, case=found.case)

    def act() -> str:
        actions.add_evidence(found, form.cleaned_data["item"], user=viewer)
        return _("The item shows the loss from now on.")

    heading = _("Name an item that shows loss %(number)s")
    return _on_loss(request, found, form, act, heading=heading, submit=_("Name it"))


@login_required
@form_methods
def verify_loss(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Verify a loss that a colleague recorded."""
    viewer = viewer_of(request)
    found = get_loss(reference, number, which, viewer)

    def act() -> str:
        actions.verify_loss(found, user=viewer)
        return _("The loss is verified.")

    form, heading = VerifyForm(request.POST or None), _("Verify loss %(number)s")
    return _on_loss(request, found, form, act, heading=heading, submit=_("Verify it"))


@login_required
@form_methods
def withdraw_loss(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Withdraw a loss that was recorded wrongly."""
    viewer = viewer_of(request)
    found = get_loss(reference, number, which, viewer)
    form = WithdrawForm(request.POST or None)

    def act() -> str:
        actions.withdraw_loss(found, form.cleaned_data["why"], user=viewer)
        return _("The loss is withdrawn.")

    heading, submit = _("Withdraw loss %(number)s"), pgettext("loss", "Withdraw it")
    return _on_loss(request, found, form, act, heading=heading, submit=submit)


def _on_loss(
    request: HttpRequest,
    found: Loss,
    form: forms.Form,
    act: Callable[[], str],
    *,
    heading: str,
    submit: str,
) -> HttpResponse:
    """A form about one loss, which leads back to it; `act` gives what is said there."""
    page = reverse("victims:loss", args=[found.case.reference, found.file.number, found.number])
    return support_form(
        request,
        found.case,
        form,
        lambda: (page, act()),
        heading=heading % {"number": found.number},
        submit=submit,
        file=found.file,
        fields=FIELDS,
        cancel=page,
    )


@login_required
@require_GET
def recovered(request: HttpRequest, reference: str) -> HttpResponse:
    """Confiscations and returns from which persons of the case are paid."""
    viewer = viewer_of(request)
    case = get_support_case(reference, viewer)
    note_viewed(viewer, case, "recovered")
    heading = _("Confiscations and returns")
    context = support_frame(viewer, case, heading) | {"rows": queries.recovered_of(viewer, case)}
    return render(request, "victims/harm_recovered.html", context)


@login_required
@form_methods
def add_recovered(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter a confiscation or return from the authority's own paper."""
    viewer = viewer_of(request)
    case = get_support_case(reference, viewer)
    form = RecoveredForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: enter_recovered(case, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.recovered_of_form(viewer, case, token),
            form.token,
        )
        target = reverse("victims:recovered", args=[reference])
        return target, _("It is entered. Payments can name it now.") if made else ""

    heading = _("Enter a confiscation or return")
    return support_form(
        request,
        case,
        form,
        act,
        heading=heading,
        submit=_("Enter it"),
        fields=FIELDS,
        cancel=reverse("victims:recovered", args=[reference]),
        extra={
            "note": _(
                "Only what an authority gave you for compensation. What finance traces or freezes"
                " is not shown here."
            )
        },
    )


@login_required
@form_methods
def withdraw_recovered(request: HttpRequest, reference: str, which: int) -> HttpResponse:
    """Withdraw a confiscation or return that was entered wrongly."""
    viewer = viewer_of(request)
    found = get_recovered(reference, which, viewer)
    form, page = WithdrawForm(request.POST or None), reverse("victims:recovered", args=[reference])

    def act() -> tuple[str, str]:
        withdraw(found, form.cleaned_data["why"], user=viewer)
        return page, _("It is withdrawn. Enter what is right.")

    heading = _("Withdraw confiscation or return %(reference)s") % {"reference": found.reference}
    submit = pgettext("confiscation", "Withdraw it")
    return support_form(
        request, found.case, form, act, heading=heading, submit=submit, fields=FIELDS, cancel=page
    )
