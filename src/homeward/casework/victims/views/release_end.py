"""The end of contact, and opening a file again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.actions import release_end as actions
from homeward.casework.victims.errors import release as wrong
from homeward.casework.victims.errors.files import EndedAlready, FileEnded
from homeward.casework.victims.forms.contacts import WhyForm
from homeward.casework.victims.forms.release import EndForm
from homeward.casework.victims.queries import release as queries
from homeward.casework.victims.views.frame import Fields, form_methods, support_form
from homeward.casework.victims.views.release import release_url
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    FileEnded: "",
    EndedAlready: "",
    wrong.PromisesWait: "",
    wrong.ReopenNeedsLead: "",
}


@login_required
@form_methods
def end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """End contact as it was agreed; the file ends with it."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = EndForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.end_file(file, form.facts(), user=viewer, form_token=form.token),
            lambda token: queries.end_of_form(viewer, file, token),
            form.token,
        )
        return release_url(file), _("Support of this person has ended.") if made else ""

    count = queries.open_steps(viewer, file).count()
    waits = ngettext(
        "%(count)s line of the checklists waits. Nobody is reminded of it after the end.",
        "%(count)s lines of the checklists wait. Nobody is reminded of them after the end.",
        count,
    )
    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("End contact"),
        submit=_("End it"),
        file=file,
        fields=FIELDS,
        cancel=release_url(file),
        extra={"note": waits % {"count": count} if count else ""},
    )


@login_required
@form_methods
def reopen(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Open a file again; for the lead of the case."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = WhyForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.reopen_file(file, form.cleaned_data["why"], user=viewer)
        return release_url(file), _("The support file is open again.")

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Open the support file again"),
        submit=_("Open it again"),
        file=file,
        fields=FIELDS,
        cancel=release_url(file),
    )
