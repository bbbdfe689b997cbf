"""Who of a family may sign in: giving the way, its letters, opening it again, taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.view import get_access
from homeward.casework.victims.actions import view as actions
from homeward.casework.victims.errors import view as wrong
from homeward.casework.victims.errors.files import (
    ContactStopped,
    EndedAlready,
    GuardianStopped,
)
from homeward.casework.victims.forms.view import AccessForm, LetterForm, WhyForm
from homeward.casework.victims.queries import view as queries
from homeward.casework.victims.views.frame import (
    Fields,
    file_frame,
    form_methods,
    note_viewed,
    support_form,
)
from homeward.casework.victims.views.view import paper, view_page
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = dict.fromkeys((wrong.NoConsentToView, ContactStopped, GuardianStopped), "consent")


@login_required
@form_methods
def give(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Let somebody sign in who agreed to it; the letter is printed after."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    consents = queries.consents_to_view(viewer, file)
    form = AccessForm(request.POST or None, consents=consents, initial={"language": file.language})
    if not consents:
        form.fields["consent"].help_text = wrong.NoConsentToView().sentence()

    def act() -> tuple[str, str]:
        given = form.cleaned_data
        made = once(
            lambda: actions.give_access(
                file,
                form.chosen,
                user=viewer,
                language=given["language"],
                expires_on=given["expires_on"],
                form_token=form.token,
            ),
            lambda token: queries.access_of_form(viewer, file, token),
            form.token,
        )
        if made is None:
            return view_page(file), ""
        target = reverse("victims:view_letter", args=[reference, number, made.pk])
        return target, _("The way is given. Print the letter now.")

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Let somebody sign in"),
        submit=_("Give the way"),
        file=file,
        fields=FIELDS,
        cancel=view_page(file),
    )


@login_required
@form_methods
def letter(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Print the letter with the codes; the answer to the form is the PDF, made once."""
    viewer = viewer_of(request)
    access = get_access(reference, number, key, viewer)
    form = LetterForm(request.POST or None, initial={"after": queries.letters_of(access)})
    code = 400 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            pdf = actions.print_letter(
                access,
                user=viewer,
                list_only=given["what"] == "list",
                handed=given["handed"],
                after=given["after"],
            )
            return paper(pdf)
        except (wrong.AccessClosed, wrong.LetterPrinted, wrong.NoListToRenew) as error:
            # Whoever has read this may press again.
            form.data = {**form.data, "after": str(queries.letters_of(access))}
            form.add_error("what", error.sentence())
            code = error.status
    note_viewed(viewer, access.case, "view_letter", access.file)
    heading = _("Print the letter with the codes")
    context = file_frame(viewer, access.file, heading) | {
        "form": form,
        "access": access,
        "cancel_url": view_page(access.file),
    }
    return render(request, "victims/view_letter.html", context, status=code)


@login_required
@require_POST
def unlock(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Let somebody try again who typed wrong too often."""
    viewer = viewer_of(request)
    access = get_access(reference, number, key, viewer)
    actions.open_again(access, user=viewer)
    messages.success(request, _("The person can try again now."))
    return redirect(view_page(access.file))


@login_required
@form_methods
def revoke(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Close the way for good; every sign-in ends at once."""
    viewer = viewer_of(request)
    access = get_access(reference, number, key, viewer)
    form = WhyForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.revoke_access(access, user=viewer, why=form.cleaned_data["why"])
        return view_page(access.file), _("The way is closed; every sign-in has ended.")

    return support_form(
        request,
        access.case,
        form,
        act,
        heading=_("Close the way of %(reader)s") % {"reader": access.reader or "–"},
        submit=_("Close it"),
        file=access.file,
        fields={EndedAlready: "why"},
        cancel=view_page(access.file),
    )
