"""Consents and decisions in their stead: the list, recording, withdrawing, asking, answering."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.victims.access.consents import get_consent, get_override
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions import consents as actions
from homeward.casework.victims.actions import consents_overrides as overrides
from homeward.casework.victims.consents_sections import (
    consent_rows,
    override_rows,
    scope_words,
)
from homeward.casework.victims.errors import consents as wrong
from homeward.casework.victims.errors.files import EndedAlready, FileEnded
from homeward.casework.victims.errors.services import ServiceClosed
from homeward.casework.victims.forms.consents import (
    AnswerForm,
    ConsentForm,
    OverrideForm,
    ReasonForm,
    WhyForm,
)
from homeward.casework.victims.queries import consents as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.words.consents import OverrideState
from homeward.foundation.access.forming import viewer_of

SHARED: Fields = {
    FileEnded: "recipient",
    ServiceClosed: "recipient",
    wrong.RecipientUnknown: "recipient",
    wrong.CoversNothing: "covers",
}
GIVEN: Fields = SHARED | {
    wrong.WrongRecipient: "recipient",
    wrong.ConsentInFuture: "given_at",
    wrong.ConsentEndsBefore: "expires_on",
    wrong.ConsentTakenBack: "given_at",
    wrong.ConsentNarrower: "covers",
    wrong.ConsentNeedsGuardian: "guardian",
    wrong.GuardianInConflict: "guardian",
    wrong.GuardianMayNot: "guardian",
    wrong.GuardianNotNeeded: "guardian",
}


@login_required
@require_GET
def consents(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every consent and decision in its stead, with what it allows now."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    note_viewed(viewer, found.case, "consents", found)
    context = file_frame(viewer, found, _("Consents")) | {
        "consents": consent_rows(viewer, found),
        "overrides": override_rows(viewer, found),
    }
    return render(request, "victims/consents_list.html", context)


@login_required
@form_methods
def record(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a consent."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    first = {"recipient": request.GET.get("recipient", "")}
    form = ConsentForm(request.POST or None, viewer=viewer, file=found, initial=first)

    def act() -> tuple[str, str]:
        facts = form.facts
        made = once(
            lambda: actions.record_consent(found, facts(), user=viewer, form_token=form.token),
            lambda token: queries.consent_of_form(viewer, found, token),
            form.token,
        )
        return _list(reference, number), _("The consent is recorded.") if made else ""

    note = _(
        "Explain what is shared, with whom and why, in the person's language, and that consent can"
        " be withdrawn at any time. Record it afterwards, as it was given."
    )
    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Record a consent"),
        submit=_("Record it"),
        file=found,
        fields=GIVEN,
        cancel=_list(reference, number),
        extra={"note": note},
    )


@login_required
@form_methods
def withdraw(request: HttpRequest, reference: str, number: int, consent_id: int) -> HttpResponse:
    """Take a consent back, and with it what was shared."""
    viewer = viewer_of(request)
    row = get_consent(reference, number, consent_id, viewer)
    if row.withdrawn_at is not None and request.method == "GET":
        raise EndedAlready
    form = ReasonForm(request.POST or None)

    def act() -> tuple[str, str]:
        count = actions.withdraw_consent(row, user=viewer, reason=form.cleaned_data["reason"])
        done = _("The consent is withdrawn. Nothing had been shared on it.")
        if count:
            said = ngettext(
                "The consent is withdrawn and %(count)s thing that was shared is recalled. Print"
                " the notice and send it.",
                "The consent is withdrawn and %(count)s things that were shared are recalled."
                " Print the notices and send them.",
                count,
            )
            done = said % {"count": count}
        return _list(reference, number), done

    about = [
        (_("What for"), row.get_purpose_display()),
        (_("With whom"), row.recipient_name),
        (_("What may be shared"), scope_words(row.covers)),
    ]
    note = _("Everything that was shared on this consent is recalled at once, abroad too.")
    return support_form(
        request,
        row.case,
        form,
        act,
        heading=_("Withdraw a consent"),
        submit=_("Withdraw it and recall what was shared"),
        file=row.file,
        cancel=_list(reference, number),
        extra={"about": about, "note": note},
    )


@login_required
@form_methods
def ask(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Ask to share without consent."""
    viewer = viewer_of(request)
    found = get_file(reference, number, viewer)
    form = OverrideForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: overrides.ask_override(
                found,
                form.shared(),
                law=given["law"],
                reason=given["reason"],
                user=viewer,
                form_token=form.token,
            ),
            lambda token: queries.overrides_of(viewer, found).filter(form_token=token).first(),
            form.token,
        )
        done = _("Nothing is shared before a second person approves it.")
        return _list(reference, number), done if made else ""

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("Ask to share without consent"),
        submit=_("Ask for approval"),
        file=found,
        fields=SHARED,
        cancel=_list(reference, number),
        extra={"note": _("For where a law allows it and consent cannot be had in time.")},
    )


@login_required
@form_methods
def override(request: HttpRequest, reference: str, number: int, override_id: int) -> HttpResponse:
    """A decision to share without consent: who asked, why, and the answer of a second person."""
    viewer = viewer_of(request)
    row = get_override(reference, number, override_id, viewer)
    state = queries.override_state(row)
    waiting = state == OverrideState.WAITING
    may_answer = queries.may_answer(viewer, row)
    form = AnswerForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        approve = given["answer"] == "approve"
        overrides.answer_override(row, user=viewer, approve=approve, why=given["why"])
        done = _("Approved. It may be shared now.") if approve else _("Refused.")
        return _list(reference, number), done

    shown: dict[str, Any] = {
        "override": row,
        "stands": state,
        "waiting": waiting,
        "may_answer": may_answer,
        "scopes": scope_words(row.covers),
        "approved": state == OverrideState.APPROVED,
        "answerers": queries.answerers_of(row) if waiting else [],
    }
    return support_form(
        request,
        row.case,
        form,
        act,
        heading=_("Sharing without consent"),
        submit=_("Send the answer"),
        file=row.file,
        cancel=_list(reference, number),
        template="victims/consents_override.html",
        extra=shown,
    )


@login_required
@form_methods
def withdraw_override(
    request: HttpRequest, reference: str, number: int, override_id: int
) -> HttpResponse:
    """Take an approved decision back, and with it what was shared."""
    viewer = viewer_of(request)
    row = get_override(reference, number, override_id, viewer)
    if queries.override_state(row) != OverrideState.APPROVED and request.method == "GET":
        raise EndedAlready
    form = WhyForm(request.POST or None)

    def act() -> tuple[str, str]:
        why = form.cleaned_data["why"]
        count = overrides.withdraw_override(row, user=viewer, reason=why)
        done = _("The decision is taken back. Nothing had been shared on it.")
        return _list(reference, number), _recalled(count) if count else done

    return support_form(
        request,
        row.case,
        form,
        act,
        heading=_("Take back a decision to share without consent"),
        submit=_("Take it back and recall what was shared"),
        file=row.file,
        cancel=reverse("victims:override", args=[reference, number, row.pk]),
        extra={
            "about": [
                (_("With whom"), row.recipient_name),
                (_("What may be shared"), scope_words(row.covers)),
                (_("Law that allows it"), row.law),
            ],
            "note": _("Everything that was shared on this decision is recalled at once."),
        },
    )


def _recalled(count: int) -> str:
    said = ngettext(
        "Taken back; %(count)s thing that was shared is recalled. Print the notice and send it.",
        "Taken back; %(count)s things that were shared are recalled. Print the notices and send"
        " them.",
        count,
    )
    return said % {"count": count}


def _list(reference: str, number: int) -> str:
    return reverse("victims:consents", args=[reference, number])
