"""The people of a case: the list, one person, and every form that changes what is known."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases import actions, queries
from homeward.casework.cases.access import get_inside
from homeward.casework.cases.forms.people import (
    HarmForm,
    IdentifierForm,
    PartForm,
    PersonAddForm,
    PersonEditForm,
    WhyForm,
    initial_of,
)
from homeward.casework.cases.models import Case, Harm, Person
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.queries import people as people_queries
from homeward.casework.cases.queries.detention import detentions_of
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.merged import elsewhere
from homeward.casework.cases.views.reading import held_by, journal_view
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import Cause, HarmKind, IdentifierKind, LinkedOffence


@login_required
@require_GET
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """Everybody in the viewer's compartments, the groups, and the linked offences."""
    viewer, case = opened(request, reference)
    if away := elsewhere(request, viewer, case):
        return away
    rows = queries.rows_of(viewer, case)
    journal_view(viewer, case, "people", people=[pk for row in rows for pk in row.numbers])
    context = case_frame(viewer, case, "people") | {
        "rows": rows,
        "groups": queries.groups_of(viewer, case),
        "offences": [str(LinkedOffence(code).label) for code in case.linked_offences],
        "here": case.pk,
    }
    return render(request, "cases/people.html", context)


@login_required
@require_GET
def person(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """One person: parts, what he is known by, outcome and harm, what may be told."""
    viewer, case = opened(request, reference)
    if away := elsewhere(request, viewer, case):
        return away
    found = get_inside(Person, person, case, viewer)
    row = people_queries.row_of(viewer, case, found)
    records = [found, *row.same]
    journal_view(viewer, case, "person", people=row.numbers)
    same = {one.pk: one for one in row.same}
    joins = [
        (joined, same.get(joined.other_id if joined.person_id == found.pk else joined.person_id))
        for joined in people_queries.joins_of(viewer, found)
    ]
    harms = people_queries.harms_of(viewer, case, records)
    context = case_frame(viewer, case, "people") | {
        "person": found,
        "row": row,
        "is_victim": PersonRole.VICTIM in row.roles,
        "is_relative": PersonRole.RELATIVE in row.roles,
        "is_suspect": PersonRole.SUSPECT in row.roles,
        "detentions": detentions_of(viewer, case, records),
        "identifiers": people_queries.identifiers_of(viewer, case, records),
        "harms": [harm for harm in harms if harm.withdrawn_at is None],
        "withdrawn": [harm for harm in harms if harm.withdrawn_at],
        "joins": [(joined, other) for joined, other in joins if other],
        "case_pk": case.pk,
    }
    return render(request, "cases/person.html", context)


@login_required
@form_methods
def add_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a victim, relative, suspect, witness or communicator."""
    viewer, case = opened(request, reference)
    form = PersonAddForm(request.POST or None, viewer=viewer, case=case, held=held_by(viewer, case))

    def add() -> Person:
        facts = dict(form.cleaned_data)
        role = PersonRole(facts.pop("role"))
        return actions.add_person(case, role, actor=viewer.actor, **facts)

    def act() -> str:
        made = once(add, lambda token: people_queries.person_of_form(viewer, token), form.token)
        return _("The person was added.") if made else sent_before()

    back = reverse("cases:people", args=[reference])
    title, submit = _("Add a person"), _("Add the person")
    return file_form(request, case, form, act, title=title, submit=submit, back=back)


@login_required
@form_methods
def edit(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Change what is known of a person; two who do so at once choose field by field."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    roles = [part.role for part in people_queries.parts_of(viewer, case, found)]
    form = PersonEditForm(request.POST or None, initial=initial_of(found), roles=roles)

    def act() -> str:
        revision = form.cleaned_data["revision"]
        actions.change_person(found, form.facts(found), actor=viewer.actor, revision=revision)
        return _("What is known of the person was kept.")

    def stored() -> Stored:
        found.refresh_from_db()
        return Stored(
            revision=found.revision,
            by=found.changed_by,
            at=found.changed_at,
            values=initial_of(found),
        )

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Change what is known"),
        submit=_("Keep it"),
        back=page_of(reference, found),
        stored=stored,
        compartment=found.compartment,
    )


@login_required
@form_methods
def add_part(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Give a person another part in the case."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    form = PartForm(request.POST or None)

    def act() -> str:
        actions.add_part(found, PersonRole(form.cleaned_data["role"]), actor=viewer.actor)
        return _("The person has another part in the case.")

    return _of_person(request, case, found, form, act, _("Add a part"), _("Add the part"))


@login_required
@form_methods
def add_identifier(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Record what a person is known by."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    form = IdentifierForm(request.POST or None)

    def act() -> str:
        facts = form.cleaned_data
        kind, typed = IdentifierKind(facts["kind"]), facts["typed"]
        actions.add_identifier(found, kind, typed, actor=viewer.actor, state=facts["state"])
        return _("It was recorded.")

    title = _("Add what the person is known by")
    return _of_person(request, case, found, form, act, title, _("Record it"))


@login_required
@form_methods
def add_harm(request: HttpRequest, reference: str, person: int) -> HttpResponse:
    """Record what was done to a victim."""
    viewer, case = opened(request, reference)
    found = get_inside(Person, person, case, viewer)
    form = HarmForm(request.POST or None)

    def add() -> Harm:
        facts = dict(form.cleaned_data)
        kind, cause = HarmKind(facts.pop("kind")), Cause(facts.pop("cause"))
        return actions.record_harm(found, kind, cause, actor=viewer.actor, **facts)

    def act() -> str:
        made = once(add, lambda token: people_queries.harm_of_form(viewer, token), form.token)
        return _("The harm was recorded.") if made else sent_before()

    return _of_person(request, case, found, form, act, _("Record harm"), _("Record the harm"))


@login_required
@form_methods
def withdraw_harm(request: HttpRequest, reference: str, harm: int) -> HttpResponse:
    """Take back a wrong line of harm, with the reason."""
    viewer, case = opened(request, reference)
    found = get_inside(Harm, harm, case, viewer)
    form = WhyForm(request.POST or None)

    def act() -> str:
        actions.withdraw_harm(found, form.cleaned_data["why"], actor=viewer.actor)
        return _("The line was withdrawn; it stays readable.")

    victim = get_inside(Person, found.person_id, case, viewer)
    title = _("Withdraw a line of harm")
    return _of_person(request, case, victim, form, act, title, _("Withdraw the line"))


def page_of(reference: str, person: Person) -> str:
    """The page of a person."""
    return reverse("cases:person", args=[reference, person.pk])


def _of_person(
    request: HttpRequest,
    case: Case,
    person: Person,
    form: Form,
    act: Callable[[], str],
    title: str,
    submit: str,
) -> HttpResponse:
    return file_form(
        request,
        case,
        form,
        act,
        title=title,
        submit=submit,
        back=page_of(case.reference, person),
        compartment=person.compartment,
    )
