"""The proceedings of a case: by suspect, by victim, and harm without a charge."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases import actions
from homeward.casework.cases.access import get_inside
from homeward.casework.cases.bounds import speciality_of
from homeward.casework.cases.charge_lifecycle import steps_at
from homeward.casework.cases.forms.proceedings import (
    AppealForm,
    AppealResultForm,
    ChargeForm,
    CoverForm,
    DecisionForm,
    EndForm,
    HearingForm,
    HearingResultForm,
    SentenceForm,
)
from homeward.casework.cases.models import (
    Appeal,
    Case,
    Charge,
    CourtDecision,
    Harm,
    Hearing,
    InCompartment,
    Person,
    Sentence,
)
from homeward.casework.cases.once import OnceForm, once, sent_before
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.queries.people import in_part, people_of
from homeward.casework.cases.queries.proceedings import (
    made_by_form,
    proceedings_of,
    standing_harms,
)
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.merged import elsewhere
from homeward.casework.cases.views.naming import choices_of, harm_words
from homeward.casework.cases.views.reading import journal_view
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import HarmKind
from homeward.casework.cases.vocabulary.proceedings import AppealBy, AppealResult, DecisionKind
from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.web.formats import moment_text

Row = TypeVar("Row", bound=InCompartment)


@login_required
@require_GET
def proceedings(request: HttpRequest, reference: str) -> HttpResponse:
    """Charges by suspect, harm by victim, and the harm on which no charge relies."""
    viewer, case = opened(request, reference)
    if away := elsewhere(request, viewer, case):
        return away
    found = proceedings_of(viewer, case)
    people = [row.person for row in found.suspects] + [row.person for row in found.victims]
    shown = [person.pk for person in people if person]
    journal_view(viewer, case, "proceedings", people=sorted(set(shown)))
    charged = [row.person for row in found.suspects if row.person and row.charges]
    terms = [(person, one) for person in charged for one in speciality_of(person.pk)]
    context = case_frame(viewer, case, "proceedings") | {"found": found, "terms": terms}
    return render(request, "cases/proceedings.html", context)


@login_required
@form_methods
def add_charge(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what a suspect is charged with, and the harm that the charge relies on."""
    viewer, case = opened(request, reference)
    form = _charge_form(request, viewer, case)

    def add() -> Charge:
        facts = dict(form.cleaned_data)
        victims, harms = facts.pop("victims", []), facts.pop("harms", [])
        new = actions.NewCharge(
            suspect=get_inside(Person, int(facts.pop("suspect")), case, viewer),
            victims=[get_inside(Person, int(pk), case, viewer) for pk in victims],
            harms=[get_inside(Harm, int(pk), case, viewer) for pk in harms],
            **facts,
        )
        return actions.add_charge(new, actor=viewer.actor)

    def act() -> str:
        made = once(add, lambda token: made_by_form(viewer, Charge, token), form.token)
        return _("The charge was recorded.") if made else sent_before()

    title, submit = _("Record a charge"), _("Record the charge")
    return file_form(request, case, form, act, title=title, submit=submit, back=_back(reference))


def _covered(viewer: User, case: Case) -> list[str]:
    """The offences for which suspects of the case were surrendered, each once."""
    suspects = in_part(viewer, case, PersonRole.SUSPECT)
    every = [one for person in suspects for one in speciality_of(person.pk)]
    return list(dict.fromkeys(offence for one in every for offence in one.offences))


def _charge_form(request: HttpRequest, viewer: User, case: Case) -> ChargeForm:
    people = {person.pk: person for person in people_of(viewer, case)}
    harms = [
        (str(harm.pk), harm_words(harm, people.get(harm.person_id)))
        for harm in standing_harms(viewer, case)
        if harm.kind != HarmKind.NONE_KNOWN
    ]
    return ChargeForm(
        request.POST or None,
        initial={"suspect": request.GET.get("suspect", "")},
        suspects=choices_of(in_part(viewer, case, PersonRole.SUSPECT)),
        victims=choices_of(in_part(viewer, case, PersonRole.VICTIM)),
        harms=harms,
        surrendered_for=_covered(viewer, case),
    )


@login_required
@form_methods
def cover(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Say which offence of the surrender covers a charge."""
    viewer, case, found = _charge(request, reference, charge)
    terms = speciality_of(found.suspect_id)
    if not terms:
        raise NotFound
    offences = list(dict.fromkeys(one for term in terms for one in term.offences))
    kept = {"under": found.under, "acted_on": found.acted_on}
    form = CoverForm(request.POST or None, initial=kept, surrendered_for=offences)

    def act() -> str:
        facts = form.cleaned_data
        actions.cover_charge(found, facts["under"], facts["acted_on"], actor=viewer.actor)
        return _("It is kept which offence of the surrender covers the charge.")

    return _step(request, case, found, form, act, _("Say what covers the charge"))


@login_required
@form_methods
def add_hearing(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Record a day in court, held or to come."""
    viewer, case, found = _charge(request, reference, charge)
    form = HearingForm(request.POST or None)

    def add() -> Hearing:
        facts = dict(form.cleaned_data)
        return actions.add_hearing(found, facts.pop("at"), actor=viewer.actor, **facts)

    act = _once(viewer, form, add, Hearing, _("The hearing was recorded."))
    return _step(request, case, found, form, act, _("Record a hearing"))


@login_required
@form_methods
def hearing_result(request: HttpRequest, reference: str, charge: int, hearing: int) -> HttpResponse:
    """Record what came of a hearing, or the time to which it was moved."""
    viewer, case, found = _charge(request, reference, charge)
    held = get_inside(Hearing, hearing, case, viewer)
    if held.charge_id != found.pk:
        raise NotFound
    form = HearingResultForm(request.POST or None)

    def act() -> str:
        if moved := form.cleaned_data["moved_to"]:
            actions.move_hearing(held, moved, actor=viewer.actor)
            return _("The hearing was moved.")
        actions.tell_hearing_outcome(held, form.cleaned_data["outcome"], actor=viewer.actor)
        return _("What came of the hearing was recorded.")

    title, about = _("Record what came of a hearing"), f" · {moment_text(held.at)}"
    return _step(request, case, found, form, act, title, about)


@login_required
@form_methods
def decide(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Record what a court decided."""
    viewer, case, found = _charge(request, reference, charge)
    form = DecisionForm(request.POST or None, initial={"court": found.court})

    def add() -> CourtDecision:
        facts = form.cleaned_data
        return actions.decide_charge(
            found,
            DecisionKind(facts["kind"]),
            facts["court"],
            facts["decided_on"],
            actor=viewer.actor,
            form_token=form.token,
        )

    act = _once(viewer, form, add, CourtDecision, _("The decision was recorded."))
    return _step(request, case, found, form, act, _("Record a decision"))


@login_required
@form_methods
def add_sentence(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Record what follows from a conviction."""
    viewer, case, found = _charge(request, reference, charge)
    form = SentenceForm(request.POST or None)

    def add() -> Sentence:
        return actions.add_sentence(found, form.sentence(), actor=viewer.actor)

    act = _once(viewer, form, add, Sentence, _("The sentence was recorded."))
    return _step(request, case, found, form, act, _("Record a sentence"))


@login_required
@form_methods
def add_appeal(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Record an appeal against the latest decision."""
    viewer, case, found = _charge(request, reference, charge)
    form = AppealForm(request.POST or None)

    def add() -> Appeal:
        facts = form.cleaned_data
        return actions.add_appeal(
            found,
            AppealBy(facts["by"]),
            facts["court"],
            facts["filed_on"],
            actor=viewer.actor,
            form_token=form.token,
        )

    act = _once(viewer, form, add, Appeal, _("The appeal was recorded."))
    return _step(request, case, found, form, act, _("Record an appeal"))


@login_required
@form_methods
def answer_appeal(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Record what came of the appeal."""
    viewer, case, found = _charge(request, reference, charge)
    form = AppealResultForm(request.POST or None)

    def act() -> str:
        result, day = AppealResult(form.cleaned_data["result"]), form.cleaned_data["result_on"]
        actions.answer_appeal(found, result, day, actor=viewer.actor)
        return _("The result of the appeal was recorded.")

    return _step(request, case, found, form, act, _("Record the result of the appeal"))


@login_required
@form_methods
def end(request: HttpRequest, reference: str, charge: int) -> HttpResponse:
    """Say that a decision became final, or that the charge was withdrawn."""
    viewer, case, found = _charge(request, reference, charge)
    form = EndForm(request.POST or None, steps=steps_at(found.stage))

    def act() -> str:
        actions.end_charge(found, form.cleaned_data["step"], actor=viewer.actor)
        return _("It was recorded.")

    return _step(request, case, found, form, act, _("Record how the charge ended"))


def _charge(request: HttpRequest, reference: str, charge: int) -> tuple[User, Case, Charge]:
    viewer, case = opened(request, reference)
    return viewer, case, get_inside(Charge, charge, case, viewer)


def _once(
    viewer: User, form: OnceForm, add: Callable[[], Row], model: type[Row], done: str
) -> Callable[[], str]:
    """What a form that makes something once does, and says."""

    def act() -> str:
        made = once(add, lambda token: made_by_form(viewer, model, token), form.token)
        return done if made else sent_before()

    return act


def _step(
    request: HttpRequest,
    case: Case,
    charge: Charge,
    form: Form,
    act: Callable[[], str],
    title: str,
    about: str = "",
) -> HttpResponse:
    return file_form(
        request,
        case,
        form,
        act,
        title=title,
        submit=_("Record it"),
        back=_back(case.reference),
        compartment=charge.compartment,
        note=f"{charge.offence} · {charge.get_stage_display()}{about}",
    )


def _back(reference: str) -> str:
    return reverse("cases:proceedings", args=[reference])
