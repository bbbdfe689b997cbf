"""Where a request abroad about a person begins: with the person and the consent."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases.once import once
from homeward.casework.cooperation import errors as asking
from homeward.casework.cooperation.declaration import kind_of
from homeward.casework.victims.access.files import get_file, get_support_case
from homeward.casework.victims.actions.protection_sharing import begin_request
from homeward.casework.victims.errors import files as file_wrong
from homeward.casework.victims.errors import protection as wrong
from homeward.casework.victims.forms.protection import AbroadForm
from homeward.casework.victims.queries.protection import shared_by_form
from homeward.casework.victims.queries.protection_sharing import NEEDED
from homeward.casework.victims.views.frame import Fields, form_methods, support_form
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    wrong.ConsentNotThere: "share",
    wrong.ConsentTooNarrow: "share",
    file_wrong.FileEnded: "share",
    asking.UnknownAuthority: "share",
    asking.NoDesk: "share",
}


@login_required
@form_methods
def abroad(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Choose the person and the consent; then the contents are written as of every request."""
    viewer = viewer_of(request)
    case = get_support_case(reference, viewer)
    if kind not in NEEDED:
        raise NotFound("kind", kind)
    declared = kind_of(kind)
    if not viewer.has_role(*declared.roles_to_draft):
        raise Forbidden("case", case.pk)
    number = request.GET.get("file", "")
    only = get_file(reference, int(number), viewer) if _is_number(number) else None
    form = AbroadForm(request.POST or None, kind=kind, viewer=viewer, case=case, only=only)

    def act() -> tuple[str, str]:
        made = once(
            lambda: begin_request(form.chosen, form.asked(), user=viewer),
            lambda token: shared_by_form(viewer, case, token),
            form.token,
        )
        shared = made or (form.token and shared_by_form(viewer, case, form.token))
        if not shared:
            return reverse("cooperation:case", args=[reference]), ""
        target = reverse("cooperation:content", args=[shared.request_id])
        return target, _("The draft holds what the consent covers.") if made else ""

    note = str(declared.purpose)
    if not form.shares:
        note = _(
            "Nobody may be spoken of to another State yet. Record a consent to share with an"
            " authority of that State in the support file first, or have a decision approved."
        )
    return support_form(
        request,
        case,
        form,
        act,
        heading=str(declared.label),
        submit=_("Draft the request"),
        file=only,
        fields=FIELDS,
        extra={"note": note},
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
