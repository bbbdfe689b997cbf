"""Pages on which incidents are recorded and flags raised."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.access import get_case, get_case_in
from homeward.casework.cases.actions.flags import raise_flag
from homeward.casework.cases.actions.incidents import add_incident
from homeward.casework.cases.forms.incidents import FlagForm, IncidentForm
from homeward.casework.cases.once import once, sent_before
from homeward.casework.cases.queries.first_call import (
    FLAGS_SEEN_BY,
    flag_made_by,
    incident_made_by,
)
from homeward.casework.cases.views.form_page import case_form, form_methods
from homeward.casework.cases.views.reading import held_by
from homeward.foundation.access.forming import viewer_of


@login_required
@form_methods
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Record something that happened, in one of the viewer's compartments."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    form = IncidentForm(request.POST or None, held=held_by(viewer, case))

    def act() -> str:
        made = once(
            lambda: add_incident(case, actor=viewer.actor, **form.cleaned_data),
            lambda token: incident_made_by(viewer, case, token),
            form.token,
        )
        return _("The incident was recorded.") if made else sent_before()

    title = _("Record an incident")
    return case_form(request, case, form, act, title, _("Record the incident"))


@login_required
@form_methods
def flag(request: HttpRequest, reference: str) -> HttpResponse:
    """Raise a flag, for the compartments that see flags."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, *FLAGS_SEEN_BY)
    form = FlagForm(request.POST or None)
    own = next(wall for wall in FLAGS_SEEN_BY if wall in held_by(viewer, case))

    def act() -> str:
        facts = form.cleaned_data | {"compartment": own}
        made = once(
            lambda: raise_flag(case, actor=viewer.actor, officer=viewer, **facts),
            lambda token: flag_made_by(viewer, case, token),
            form.token,
        )
        return _("The flag is up.") if made else sent_before()

    return case_form(request, case, form, act, _("Raise a flag"), _("Raise the flag"))
