"""The newer shipped text of a law: what differs from what is in force, and a proposal of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeward.foundation.access.forming import viewer_of
from homeward.foundation.access.refusals import note_refused
from homeward.knowledge.law import actions, queries
from homeward.knowledge.law.access import check_may_draft, may_draft
from homeward.knowledge.law.differing import shown
from homeward.knowledge.law.editing import named_in
from homeward.knowledge.law.errors import LawFault, LawOvertaken, LawUnchanged
from homeward.knowledge.law.forms import TakeForm
from homeward.knowledge.law.shipping import newer_parts
from homeward.knowledge.law.views.editing import form_methods
from homeward.knowledge.law.views.reading import state_frame


@login_required
@form_methods
def shipped(request: HttpRequest, state: str) -> HttpResponse:
    """What was shipped anew; a law drafter chooses what of it is proposed."""
    queries.law_of(state)
    viewer = viewer_of(request)
    if request.method == "POST":
        check_may_draft(viewer, state)
    changes = newer_parts(state)
    named = named_in(state, changes)
    listed = [shown(one, named) for one in changes]
    form = TakeForm(request.POST or None, parts=[(one.path, one.label) for one in listed])
    if form.is_valid():
        wanted = [one for one in changes if one.path in form.cleaned_data["parts"]]
        try:
            with transaction.atomic():
                reason = form.cleaned_data["reason"]
                made = actions.propose(state, wanted, reason=reason, user=viewer)
        except (LawFault, LawOvertaken, LawUnchanged) as error:
            note_refused(viewer, error)
            form.add_error("parts", error.sentence())
        else:
            messages.success(request, _("Proposed. Another law drafter decides."))
            return redirect("law:proposal", proposal=made.pk)
    context = state_frame(state, "state") | {
        "changes": listed,
        "form": form if may_draft(viewer) else None,
        "lead": _("Homeward ships another text of these parts than the one in force here."),
    }
    return render(request, "law/shipped.html", context, status=400 if form.is_bound else 200)
