"""Questionnaires and the replies to them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting.access import (
    check_at_secretariat,
    check_of_state,
    get_round,
    get_submission,
    may_decide,
)
from homeward.oversight.reporting.actions import rounds as deeds
from homeward.oversight.reporting.fields import FIELD, typed_numbers
from homeward.oversight.reporting.forms import AnswerForm, ReasonForm, RoundForm
from homeward.oversight.reporting.lines import Line
from homeward.oversight.reporting.models import Stage, Submission
from homeward.oversight.reporting.paragraphs import PARAGRAPHS, Paragraph
from homeward.oversight.reporting.queries import rounds as queries
from homeward.oversight.reporting.queries.aggregates import asked_states
from homeward.oversight.reporting.views.forming import crumbs, form_page
from homeward.oversight.reporting.words import TONES, grouped, label_of, quality_words

form_methods = require_http_methods(["GET", "POST"])


@login_required
@form_methods
def new(request: HttpRequest) -> HttpResponse:
    """Put a questionnaire to States."""
    viewer = viewer_of(request)
    check_at_secretariat(viewer)
    listed = [(code, f"{name} ({code})") for code, name in asked_states().items()]
    form = RoundForm(request.POST or None, states=listed)

    def act() -> str:
        given = form.cleaned_data
        made = deeds.open_round(
            deeds.Asked(
                title=given["title"],
                session=given["session"],
                first=str(given["first"]),
                last=str(given["last"]),
                due=given["due"],
                states=tuple(given["states"]),
            ),
            user=viewer,
        )
        return reverse("reporting:round", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Put a questionnaire to States"),
        lead=_("It asks about every operative paragraph of 59/154 and 61/179."),
        submit=_("Send"),
        said=_("The questionnaire is on its way."),
        back=reverse("reporting:overview"),
    )


@login_required
@require_GET
def one(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A questionnaire: who replied, or what this State answers."""
    viewer = viewer_of(request)
    asked = get_round(round_id, viewer)
    record("reporting.viewed", actor=viewer.actor, subject=(deeds.ROUND, asked.pk))
    context: dict[str, Any] = {
        "title": asked.title,
        "asked": asked,
        "reports": queries.reports_of(asked),
        "may_decide": may_decide(viewer),
        "breadcrumbs": crumbs(),
    }
    if is_secretariat():
        context["replies"] = queries.replies_to(asked)
        return render(request, "reporting/round.html", context)
    reply = queries.latest_reply(asked)
    context |= _of_reply(viewer, reply) if reply else {}
    context |= {
        "reply": reply,
        "state": settings.HOMEWARD_STATE,
        "standing": queries.standing_replies(asked).get(settings.HOMEWARD_STATE),
        "rows": [_row(one, reply) for one in PARAGRAPHS.values()],
        "is_open": reply is None or reply.stage in (Stage.WRITING, Stage.SENT),
    }
    return render(request, "reporting/reply.html", context)


def _row(one: Paragraph, reply: Submission | None) -> dict[str, Any]:
    given = reply.answers.get(one.code) if reply else None
    return {"paragraph": one, "answer": given}


def _of_reply(viewer: User, reply: Submission) -> dict[str, Any]:
    """What the focal point should look at before he clears a reply."""
    return {
        "tone": TONES[reply.stage],
        "typed": _typed(reply),
        "is_own": viewer.pk in reply.written_by,
        "decides": reply.stage == Stage.DRAFT and may_decide(viewer),
        "is_writing": reply.stage == Stage.WRITING,
        "may_send_again": bool(reply.refused) and may_decide(viewer),
    }


def _typed(reply: Submission) -> list[tuple[str, list[str]]]:
    """The numbers that were typed, by paragraph."""
    return [
        (PARAGRAPHS[code].places, found)
        for code, one in reply.answers.items()
        if code in PARAGRAPHS and (found := typed_numbers(f"{one['text']} {one['needs']}"))
    ]


@login_required
@form_methods
def answer(request: HttpRequest, round_id: UUID, paragraph: str) -> HttpResponse:
    """Answer one paragraph, beside the figures that speak of it."""
    viewer = viewer_of(request)
    asked = get_round(round_id, viewer)
    check_of_state(viewer)
    known = PARAGRAPHS.get(paragraph)
    if known is None:
        raise NotFound("reporting_paragraph", paragraph)
    reply = queries.open_reply(asked)
    latest = reply or queries.latest_reply(asked)
    held = latest.answers.get(paragraph, {}) if latest else {}
    initial = {
        "text": held.get("text", ""),
        "needs": held.get("needs", ""),
        "revision": reply.revision if reply else 0,
    }
    form = AnswerForm(request.POST or None, evidence=held.get("evidence", ()), initial=initial)
    back = reverse("reporting:round", args=[asked.pk])

    def act() -> str:
        deeds.write_answer(
            asked.pk,
            paragraph,
            form.answer(),
            user=viewer,
            revision=form.cleaned_data["revision"],
        )
        return back

    return form_page(
        request,
        form,
        act,
        title=known.places,
        lead=f"{known.words} {known.question}",
        submit=_("Keep"),
        back=back,
        template="reporting/answer.html",
        figures=_figures(known, queries.figures_for(viewer)),
        from_memory=known.from_memory,
    )


def _figures(known: Paragraph, lines: list[Line]) -> list[dict[str, Any]]:
    """The indicators of a paragraph with their latest values, and how a text names them."""
    found = []
    for code in known.indicators:
        own = [one for one in lines if one["indicator"] == code and not one["breakdown"]]
        own.sort(key=lambda one: str(one["period"]), reverse=True)
        found.append(
            {
                "label": label_of(code),
                "values": [
                    {
                        "period": one["period"],
                        "value": one["value"],
                        "said": quality_words(one),
                        "field": f"[[{code} {one['period']}]]",
                    }
                    for one in own[:6]
                ],
            }
        )
    return found


@login_required
@require_GET
def submission(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """A reply as it was sent, with its figures."""
    viewer = viewer_of(request)
    found = get_submission(submission_id, viewer)
    lines = queries.lines_of(found)
    record("reporting.viewed", actor=viewer.actor, subject=(deeds.SUBMISSION, found.pk))
    context = {
        "title": _("Reply of %(state)s, number %(number)s")
        % {"state": found.state, "number": found.number},
        "found": found,
        "superseded": bool(found.lines) and not lines,
        "decides": bool(found.paper) and found.stage == Stage.DRAFT and may_decide(viewer),
        "is_own": viewer.pk in found.written_by,
        "typed": _typed(found) if found.paper else [],
        "tone": TONES[found.stage],
        "rows": [
            {"paragraph": one, "answer": _shown(found.answers[one.code], lines)}
            for one in PARAGRAPHS.values()
            if one.code in found.answers
        ],
        "groups": grouped([one for one in lines if not one["breakdown"]]),
        "breadcrumbs": crumbs(
            (found.round.title, reverse("reporting:round", args=[found.round_id]))
        ),
    }
    return render(request, "reporting/submission.html", context)


def _shown(given: dict[str, Any], lines: list[Line]) -> dict[str, Any]:
    """The answer with its fields filled, each with its period."""
    values = {(o["indicator"], o["period"]): o for o in lines if not o["breakdown"]}

    def filled(text: str) -> str:
        def value(match: Any) -> str:
            one = values.get((match[1], match[2]))
            said = one["value"] if one and one["value"] is not None else ""
            words = said or (", ".join(quality_words(one)) if one else "–")
            return f"{words} ({match[2]})"

        return FIELD.sub(value, text)

    return given | {"text": filled(given["text"]), "needs": filled(given["needs"])}


@login_required
@require_POST
def lay(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Lay the reply before the focal point."""
    found = deeds.lay_before(submission_id, user=viewer_of(request))
    messages.success(request, _("The reply and its figures are frozen. The focal point decides."))
    return redirect("reporting:round", round_id=found.round_id)


@login_required
@require_POST
def clear(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Clear the reply and send it."""
    found = deeds.clear(submission_id, user=viewer_of(request))
    messages.success(request, _("The reply is on its way to the Secretariat."))
    return redirect("reporting:round", round_id=found.round_id)


@login_required
@form_methods
def give_back(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Give the reply back to those who write it."""
    viewer = viewer_of(request)
    found = get_submission(submission_id, viewer)
    form = ReasonForm(request.POST or None)
    back = reverse("reporting:round", args=[found.round_id])

    def act() -> str:
        deeds.return_reply(found.pk, form.cleaned_data["reason"], user=viewer)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Return the reply"),
        lead=_("It can be written in again; nothing of it leaves this node."),
        submit=pgettext("reporting", "Return"),
        said=_("The reply was returned."),
        back=back,
    )


@login_required
@require_POST
def again(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Send a reply that did not arrive once more."""
    found = deeds.send_reply_again(submission_id, user=viewer_of(request))
    messages.success(request, _("It was sent again."))
    return redirect("reporting:round", round_id=found.round_id)
