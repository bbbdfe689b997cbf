"""Pages on which the class of a case, its confirmation and its flags change."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from homeward.casework.cases.access import get_case_in
from homeward.casework.cases.actions.classification import classify_case, set_confirmation
from homeward.casework.cases.actions.flags import lift_flag
from homeward.casework.cases.forms.classification import (
    ClassForm,
    ConfirmationForm,
    LiftForm,
    class_initial,
    confirmation_initial,
)
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.queries.first_call import FLAGS_SEEN_BY, class_history, flag_of
from homeward.casework.cases.queries.inside import places_of
from homeward.casework.cases.views.form_page import case_form, form_methods
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.roles import Compartment


@login_required
@form_methods
def classify(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what the case is counted as, with the reason; for the investigation."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, Compartment.INVESTIGATION)
    form = ClassForm(request.POST or None, initial=class_initial(case))

    def act() -> str:
        classify_case(case, actor=viewer.actor, **form.cleaned_data)
        return _("The class was changed, and the reason kept.")

    def stored() -> Stored:
        case.refresh_from_db()
        return Stored((), case.revision, case.changed_by, case.changed_at, class_initial(case))

    extra = {"history": class_history(viewer, case)}
    title = _("Change type and class")
    return case_form(request, case, form, act, title, title, extra, stored)


@login_required
@form_methods
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whether it is known to be a kidnapping, with the reason; for the investigation."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, Compartment.INVESTIGATION)
    form = ConfirmationForm(request.POST or None, initial=confirmation_initial(case))

    def act() -> str:
        set_confirmation(case, actor=viewer.actor, **form.cleaned_data)
        return _("It was recorded, and the reason kept.")

    def stored() -> Stored:
        case.refresh_from_db()
        kept = confirmation_initial(case)
        return Stored((), case.revision, case.changed_by, case.changed_at, kept)

    extra = {"history": class_history(viewer, case)}
    title = _("Confirm or rule out a kidnapping")
    return case_form(request, case, form, act, title, _("Record it"), extra, stored)


@login_required
@form_methods
def lift(request: HttpRequest, reference: str, flag_id: int) -> HttpResponse:
    """Take a flag down, with the reason."""
    viewer = viewer_of(request)
    case = get_case_in(reference, viewer, *FLAGS_SEEN_BY)
    flag = flag_of(viewer, case, flag_id)
    form = LiftForm(request.POST or None)
    # The flag of a merged file is told where the reader has his place in that file.
    places = places_of(viewer, case)[flag.case_id]
    own = next(wall for wall in FLAGS_SEEN_BY if wall in places)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        lift_flag(flag, actor=viewer.actor, reason=reason, compartment=own)
        return _("The flag was taken down.")

    title = _("Take down: %(flag)s") % {"flag": flag.get_kind_display()}
    return case_form(request, case, form, act, title, _("Take the flag down"))
