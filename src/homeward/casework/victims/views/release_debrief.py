"""Debriefing sessions: that one took place, never what was said."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.once import once
from homeward.casework.victims.access.files import get_file
from homeward.casework.victims.access.release import get_debrief
from homeward.casework.victims.actions import release_debrief as actions
from homeward.casework.victims.errors import release as wrong
from homeward.casework.victims.errors.files import EndedAlready, FileEnded
from homeward.casework.victims.forms.contacts import WhyForm
from homeward.casework.victims.forms.release_debrief import DebriefForm
from homeward.casework.victims.queries import release as queries
from homeward.casework.victims.views.frame import Fields, form_methods, support_form
from homeward.casework.victims.views.release import limits_for, release_url
from homeward.foundation.access.forming import viewer_of

FIELDS: Fields = {
    FileEnded: "",
    EndedAlready: "",
    wrong.DebriefNeedsConsent: "at",
    wrong.DebriefTooLong: "minutes",
    wrong.DebriefTooSoon: "at",
    wrong.ChildNeedsTrained: "for_children",
    wrong.ChildNeedsSupport: "support_person",
}


@login_required
@form_methods
def new(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record that a session took place; the limits and where they come from are on the page."""
    viewer = viewer_of(request)
    file = get_file(reference, number, viewer)
    form = DebriefForm(request.POST or None)

    def act() -> tuple[str, str]:
        made = once(
            lambda: actions.record_debrief(file, form.new(), user=viewer),
            lambda token: queries.debrief_of_form(viewer, file, token),
            form.token,
        )
        return release_url(file), _("The session is recorded.") if made else ""

    return support_form(
        request,
        file.case,
        form,
        act,
        heading=_("Record a debriefing session"),
        submit=_("Record it"),
        file=file,
        fields=FIELDS,
        cancel=release_url(file),
        template="victims/release_debrief.html",
        extra=limits_for(file),
    )


@login_required
@form_methods
def void(request: HttpRequest, reference: str, number: int, key: int) -> HttpResponse:
    """Say that a session was entered by mistake."""
    viewer = viewer_of(request)
    session = get_debrief(reference, number, key, viewer)
    form = WhyForm(request.POST or None)

    def act() -> tuple[str, str]:
        actions.void_debrief(session, form.cleaned_data["why"], user=viewer)
        return release_url(session.file), _("The entry counts no more, and stays readable.")

    return support_form(
        request,
        session.case,
        form,
        act,
        heading=_("This session was entered by mistake"),
        submit=_("Keep it"),
        file=session.file,
        fields=FIELDS,
        cancel=release_url(session.file),
    )
