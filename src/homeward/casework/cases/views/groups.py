"""Groups, and the offences linked with the case."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases import actions, queries
from homeward.casework.cases.access import get_inside
from homeward.casework.cases.forms.groups import (
    GroupEditForm,
    GroupForm,
    GroupMemberForm,
    LinkedOffencesForm,
)
from homeward.casework.cases.models import Group, GroupMember, Person
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.queries.groups import group_of_form
from homeward.casework.cases.views.file_form import file_form, opened
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.naming import choices_of
from homeward.casework.cases.views.reading import held_by
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.people import GroupPart
from homeward.foundation.access.errors import NotFound


@login_required
@form_methods
def add_group(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a group that has to do with the case."""
    viewer, case = opened(request, reference)
    form = GroupForm(request.POST or None, held=held_by(viewer, case))

    def add() -> Group:
        return actions.add_group(
            case,
            form.facts(),
            actor=viewer.actor,
            compartment=form.cleaned_data["compartment"],
            form_token=form.token,
        )

    def act() -> str:
        made = once(add, lambda token: group_of_form(viewer, token), form.token)
        return _("The group was added.") if made else sent_before()

    back = _people(reference)
    title, submit = _("Add a group"), _("Add the group")
    return file_form(request, case, form, act, title=title, submit=submit, back=back)


@login_required
@form_methods
def edit_group(request: HttpRequest, reference: str, group: int) -> HttpResponse:
    """Change what is known of a group; two who do so at once choose field by field."""
    viewer, case = opened(request, reference)
    found = get_inside(Group, group, case, viewer)
    form = GroupEditForm(request.POST or None, initial=_initial(found))

    def act() -> str:
        revision = form.cleaned_data["revision"]
        actions.change_group(found, form.facts(), actor=viewer.actor, revision=revision)
        return _("What is known of the group was kept.")

    def stored() -> Stored:
        found.refresh_from_db()
        values = _initial(found)
        return Stored(
            revision=found.revision, by=found.changed_by, at=found.changed_at, values=values
        )

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Change what is known of a group"),
        submit=_("Keep it"),
        back=_people(reference),
        stored=stored,
        compartment=found.compartment,
    )


@login_required
@form_methods
def add_member(request: HttpRequest, reference: str, group: int) -> HttpResponse:
    """Say that a person of the case belongs to a group."""
    viewer, case = opened(request, reference)
    found = get_inside(Group, group, case, viewer)
    people = choices_of(queries.people_of(viewer, case))
    form = GroupMemberForm(request.POST or None, people=people)

    def act() -> str:
        person = get_inside(Person, int(form.cleaned_data["person"]), case, viewer)
        part = GroupPart(form.cleaned_data["part"])
        actions.add_to_group(found, person, part, actor=viewer.actor)
        return _("The person is in the group.")

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Add a person to the group"),
        submit=_("Add to the group"),
        back=_people(reference),
        compartment=found.compartment,
        note=found.name or _("Unnamed group"),
    )


@login_required
@form_methods
def take_out(request: HttpRequest, reference: str, group: int, member: int) -> HttpResponse:
    """Say that a person does not belong to a group."""
    viewer, case = opened(request, reference)
    found = get_inside(GroupMember, member, case, viewer)
    if found.group_id != group:
        raise NotFound
    person = queries.people_of(viewer, case).filter(pk=found.person_id).first()
    form = CleanForm(request.POST or None)

    def act() -> str:
        actions.take_from_group(found, actor=viewer.actor)
        return _("The person is not in the group any more.")

    return file_form(
        request,
        case,
        form,
        act,
        title=_("Take a person out of the group"),
        submit=_("Take out of the group"),
        back=_people(reference),
        compartment=found.compartment,
        note=(person and person.name) or _("Somebody without a name that you may see"),
    )


@login_required
@form_methods
def linked_offences(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which other offences belong to the case."""
    viewer, case = opened(request, reference)

    def values() -> dict[str, object]:
        return {"linked_offences": case.linked_offences, "revision": case.revision}

    form = LinkedOffencesForm(request.POST or None, initial=values())

    def act() -> str:
        codes, revision = form.cleaned_data["linked_offences"], form.cleaned_data["revision"]
        actions.set_linked_offences(case, codes, actor=viewer.actor, revision=revision)
        return _("The linked offences were kept.")

    def stored() -> Stored:
        case.refresh_from_db()
        return Stored(
            revision=case.revision, by=case.changed_by, at=case.changed_at, values=values()
        )

    title, back = _("Linked offences"), _people(reference)
    return file_form(
        request, case, form, act, title=title, submit=_("Keep them"), back=back, stored=stored
    )


def _initial(group: Group) -> dict[str, object]:
    return {name: getattr(group, name) for name in ("name", "kind", "note", "revision")}


def _people(reference: str) -> str:
    return reverse("cases:people", args=[reference])
