"""Compensation claims of a support file, from making to their end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.harm import get_claim
from homeward.casework.victims.actions import harm_claims as actions
from homeward.casework.victims.actions import harm_money as money
from homeward.casework.victims.errors import harm as wrong
from homeward.casework.victims.forms import harm_claims as asked
from homeward.casework.victims.models import (
    CompensationClaim,
    CompensationPayment,
    CompensationRepaid,
)
from homeward.casework.victims.queries import harm as queries
from homeward.casework.victims.queries.harm_sums import sums_of
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.harm import ClaimOutcome, ClaimSource
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    wrong.NothingAsked: "source",
    wrong.OtherCurrency: "source",
    wrong.MoreThanLost: "source",
    wrong.LossWithdrawn: "source",
    wrong.GrantWrong: "verdict",
    wrong.GrantBelowPaid: "verdict",
    wrong.ClaimNotFiled: "on",
    wrong.BeforeFiling: "on",
    wrong.NothingGranted: "on",
    wrong.NothingPaid: "on",
    wrong.MoreThanGranted: "on",
    wrong.OverCompensated: "on",
    wrong.RecoveredMissing: "recovered",
    wrong.RecoveredSpent: "recovered",
    wrong.BeforeRecovered: "on",
    wrong.MoreThanPaid: "amount",
    wrong.OutcomeWrong: "outcome",
}


@login_required
@form_methods
def make(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Make a compensation claim for losses of the file."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    losses = list(sums_of(viewer, file).losses.values())
    form = asked.ClaimForm(request.POST or None, losses=losses)

    def sent(token: UUID) -> CompensationClaim | None:
        return queries.claim_of_form(viewer, file, token)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.make_claim(
                file, form.facts(), form.asked, user=viewer, form_token=form.token
            ),
            sent,
            form.token,
        )
        if made is None:
            return reverse("victims:losses", args=[reference, number]), ""
        said = _("Compensation claim %(number)s is recorded.") % {"number": made.number}
        return reverse("victims:claim", args=[reference, number, made.number]), said

    heading = _("Make a compensation claim")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=reverse("victims:losses", args=[reference, number]),
        sent=sent,
    )


@login_required
@require_GET
def claim(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """One compensation claim: what is asked, decided, paid, and the next step."""
    viewer = viewer_of(request)
    found = get_claim(reference, number, which, viewer)
    note_viewed(viewer, found.case, "compensation", found.file)
    sums = sums_of(viewer, found.file)
    heading = _("Compensation claim %(number)s") % {"number": found.number}
    context = file_frame(viewer, found.file, heading) | {
        "claim": found,
        "row": queries.row_of(found, queries.stage_of(viewer, found), sums),
        "parts": sums.of_claim(found),
        "decisions": queries.decisions_of(viewer, found),
        "payments": queries.payments_of(viewer, found),
        "repaid": queries.repaid_of(viewer, found),
        "from_proceeds": found.source == ClaimSource.PROCEEDS,
    }
    return render(request, "victims/harm_claim.html", context)


@login_required
@form_methods
def file_it(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record the day on which it was filed."""
    found = get_claim(reference, number, which, viewer_of(request))
    form = asked.FilingForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        actions.file_claim(
            found, given["filed_on"], user=viewer_of(request), reference=given["reference"]
        )
        return _("The filing is recorded.")

    heading = _("Record that compensation claim %(number)s was filed")
    return _step(request, found, form, act, heading, _("Record it"))


@login_required
@form_methods
def limit(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Set or extend the last day for filing."""
    found = get_claim(reference, number, which, viewer_of(request))
    form = asked.LimitForm(request.POST or None, initial={"deadline": found.deadline})

    def act() -> str:
        actions.set_limit(found, form.cleaned_data["deadline"], user=viewer_of(request))
        return _("The time limit is set, and the task with it.")

    heading = _("Set the time limit of compensation claim %(number)s")
    return _step(request, found, form, act, heading, _("Set it"))


@login_required
@form_methods
def decide(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record what an authority decided."""
    viewer = viewer_of(request)
    found = get_claim(reference, number, which, viewer)
    parts = sums_of(viewer, found.file).of_claim(found)
    initial = {"authority": found.authority}
    form = asked.DecisionForm(request.POST or None, claim=found, parts=parts, initial=initial)

    def act() -> str:
        made = once(
            lambda: money.decide_claim(
                found, form.facts(), form.granted, user=viewer, form_token=form.token
            ),
            lambda token: queries.decisions_of(viewer, found).filter(form_token=token).first(),
            form.token,
        )
        return _("The decision is recorded.") if made else ""

    heading = _("Record a decision on compensation claim %(number)s")
    note = _("Amounts are needed only where it is granted in part. A later decision replaces this.")
    return _step(request, found, form, act, heading, _("Record it"), note=note)


@login_required
@form_methods
def pay(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record a payment."""
    viewer = viewer_of(request)
    found = get_claim(reference, number, which, viewer)
    form = asked.PaymentForm(
        request.POST or None,
        claim=found,
        parts=sums_of(viewer, found.file).of_claim(found),
        recovered=queries.recovered_of(viewer, found.case, found.currency),
    )

    def sent(token: UUID) -> CompensationPayment | None:
        return queries.payments_of(viewer, found).filter(form_token=token).first()

    def act() -> str:
        made = once(
            lambda: money.pay_claim(
                found, form.facts(), form.paid, user=viewer, form_token=form.token
            ),
            sent,
            form.token,
        )
        return _("The payment is recorded.") if made else ""

    heading = _("Record a payment on compensation claim %(number)s")
    return _step(request, found, form, act, heading, _("Record it"), sent=sent)


@login_required
@form_methods
def repay(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Record what the person paid back to this source."""
    viewer = viewer_of(request)
    found = get_claim(reference, number, which, viewer)
    parts = sums_of(viewer, found.file).of_claim(found)
    form = asked.RepaidForm(request.POST or None, claim=found, parts=parts)

    def sent(token: UUID) -> CompensationRepaid | None:
        return queries.repaid_of(viewer, found).filter(form_token=token).first()

    def act() -> str:
        given = form.cleaned_data
        made = once(
            lambda: money.repay_claim(
                form.parts[given["part"]].part,
                form.units,
                given["on"],
                user=viewer,
                reference=given["reference"],
                form_token=form.token,
            ),
            sent,
            form.token,
        )
        return _("What was paid back is recorded.") if made else ""

    heading = _("Record what was paid back on compensation claim %(number)s")
    note = _(
        "Where another source compensates the same loss, such as the offender after an insurer."
    )
    return _step(request, found, form, act, heading, _("Record it"), note=note, sent=sent)


@login_required
@form_methods
def close(request: HttpRequest, reference: str, number: int, which: int) -> HttpResponse:
    """Say how it ended."""
    found = get_claim(reference, number, which, viewer_of(request))
    form = asked.ClosingForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        outcome = ClaimOutcome(given["outcome"])
        actions.close_claim(found, outcome, user=viewer_of(request), note=given["note"])
        return _("The compensation claim is closed.")

    return _step(request, found, form, act, _("Close compensation claim %(number)s"), _("Close it"))


def _step(
    request: HttpRequest,
    found: CompensationClaim,
    form: forms.Form,
    act: Callable[[], str],
    heading: str,
    submit: str,
    *,
    note: str = "",
    sent: Callable[[UUID], object] | None = None,
) -> HttpResponse:
    """One step of a compensation claim on its own page, which leads back to it."""
    place = [found.case.reference, found.file.number, found.number]
    page = reverse("victims:claim", args=place)
    extra: dict[str, Any] = {"note": note} if note else {}
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
        extra=extra,
        sent=sent,
    )
