"""Family contacts: the list, one contact, its written record, its correction, its promises."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from homeward.casework.cases.once import once
from homeward.casework.victims.access.contacts import get_contact, get_promise
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions import contacts_record as actions
from homeward.casework.victims.contacts_section import due_now
from homeward.casework.victims.errors import contacts as wrong
from homeward.casework.victims.errors.files import ContactStopped, EndedAlready, FileEnded
from homeward.casework.victims.forms.contacts_record import (
    FamilyContactForm,
    HandedForm,
    SettleForm,
    contact_initial,
)
from homeward.casework.victims.models import FamilyContact, SupportFile
from homeward.casework.victims.queries import contacts as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.models import User

PAGE = 25
FIELDS: Fields = {
    FileEnded: "",
    ContactStopped: "",
    wrong.ContactCorrected: "",
    wrong.ChannelNotAgreed: "how",
    wrong.OutsideSupport: "by",
    wrong.DueBefore: "next_due_at",
}


@login_required
@require_GET
def contacts(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Every contact with the person, the latest first, and what was promised."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    note_viewed(viewer, file.case, "contacts", file)
    page = Paginator(queries.contacts_of(viewer, file), PAGE).get_page(request.GET.get("page"))
    promises = Paginator(queries.promises_of(viewer, file), PAGE)
    context = file_frame(viewer, file, _("Family contacts")) | {
        "page": page,
        "contacts": page,
        "promises": promises.get_page(request.GET.get("promises")),
        **due_now(viewer, file),
    }
    return render(request, "victims/contacts.html", context)


@login_required
@form_methods
def new(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record a contact; what may be told stands before the fields."""
    viewer = viewer_of(request)
    return _contact_form(request, viewer, get_file(reference, number, viewer))


@login_required
@form_methods
def correct(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Correct a contact by a new entry; the old one stays."""
    viewer = viewer_of(request)
    old = get_contact(reference, number, key, viewer)
    return _contact_form(request, viewer, old.file, old)


def _contact_form(
    request: HttpRequest, viewer: User, file: SupportFile, old: FamilyContact | None = None
) -> HttpResponse:
    form = FamilyContactForm(
        request.POST or None,
        viewer=viewer,
        file=file,
        old=old,
        initial=contact_initial(old) if old else {},
    )

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_family_contact(
                file, form.new(), form.promises(), user=viewer, corrects=old
            ),
            lambda token: queries.contact_of_form(viewer, file, token),
            form.token,
        )
        if made is None:
            return reverse("victims:contacts", args=[file.case.reference, file.number]), ""
        return _page_of(made, file), _("Family contact %(number)s is recorded.") % {
            "number": made.number
        }

    heading = _("Correct a family contact") if old else _("Record a family contact")
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=heading,
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=reverse("victims:contacts", args=[file.case.reference, file.number]),
        template="victims/contacts_form.html",
        extra={"correcting": old, **due_now(viewer, file)},
    )


@login_required
@require_GET
def contact(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """One contact with what was promised in it."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, key, viewer)
    note_viewed(viewer, found.case, "contact", found.file)
    heading = _("Family contact %(number)s") % {"number": found.number}
    context = file_frame(viewer, found.file, heading) | {
        "contact": found,
        "promises": queries.promises_in(viewer, found),
        **due_now(viewer, found.file),
    }
    return render(request, "victims/contacts_one.html", context)


@login_required
@require_GET
def written_record(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """What was spoken of, on paper for the person; without what is for colleagues only."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, key, viewer)
    note_viewed(viewer, found.case, "written_record", found.file)
    context = file_frame(viewer, found.file, _("What we spoke of")) | {
        "contact": found,
        "promises": queries.promises_in(viewer, found),
        "plan": queries.plan_of(viewer, found.file),
    }
    return render(request, "victims/contacts_record.html", context)


@login_required
@form_methods
def hand_over(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Say how the person got the written record."""
    viewer = viewer_of(request)
    found = get_contact(reference, number, key, viewer)
    form = HandedForm(request.POST or None)

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        actions.hand_over_record(found, given["how"], given["at"], user=viewer)
        return _page_of(found, found.file), _("It is noted how the person got the record.")

    return support_form(
        request,
        found.case,
        form,
        act,
        heading=_("The written record was handed over"),
        submit=_("Keep it"),
        file=found.file,
        fields={EndedAlready: "", wrong.DueBefore: "at"},
        cancel=_page_of(found, found.file),
    )


@login_required
@form_methods
def settle(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Say what became of a promise."""
    viewer = viewer_of(request)
    promise = get_promise(reference, number, key, viewer)
    form = SettleForm(request.POST or None)
    target = reverse("victims:contacts", args=[reference, number])

    def act() -> tuple[str, str]:
        actions.settle_promise(promise, user=viewer, **form.cleaned_data)
        return target, _("It is noted what became of the promise.")

    return support_form(
        request,
        promise.case,
        form,
        act,
        heading=_("What became of the promise"),
        submit=_("Keep it"),
        file=promise.file,
        fields={EndedAlready: ""},
        cancel=target,
        extra={"note": promise.what},
    )


def _page_of(found: FamilyContact, file: SupportFile) -> str:
    return reverse("victims:contact", args=[file.case.reference, file.number, found.pk])
