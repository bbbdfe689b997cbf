"""The next step in the custody of evidence."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from homeward.casework.cases import queries
from homeward.casework.cases.access import get_case, get_evidence, get_item
from homeward.casework.cases.actions.evidence import add_custody_step
from homeward.casework.cases.errors.case import EvidenceGone
from homeward.casework.cases.forms.evidence import CustodyForm
from homeward.casework.cases.models import Evidence
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.item_form_page import item_form_page
from homeward.foundation.access.errors import Forbidden
from homeward.foundation.access.forming import viewer_of
from homeward.foundation.errors import HomewardError
from homeward.foundation.vault.errors import (
    CustodyAhead,
    CustodyEnded,
    CustodyNotGiven,
    CustodyNotHeld,
    CustodyOnTheWay,
    CustodyOvertaken,
    CustodyTooEarly,
)
from homeward.foundation.web.formats import day_text

AT_FIELDS: dict[type[HomewardError], str | None] = {
    CustodyAhead: "at",
    CustodyTooEarly: "at",
    CustodyNotHeld: "source",
    CustodyNotGiven: "action",
    CustodyOnTheWay: "action",
    CustodyEnded: "action",
    CustodyOvertaken: None,
    Forbidden: "action",
}


@login_required
@form_methods
def add(request: HttpRequest, reference: str, item_id: int) -> HttpResponse:
    """Write the next step; one that cannot follow the last comes back at its field."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)
    evidence = get_evidence(case, item)
    if evidence.destroyed_at is not None and request.method == "GET":
        raise EvidenceGone(day=day_text(evidence.destroyed_at))
    form = CustodyForm(request.POST or None, initial=_next_step(evidence))

    def act() -> str:
        try:
            after = form.cleaned_data["after"]
            add_custody_step(evidence, form.step(), after=after, user=viewer)
        except CustodyOvertaken:
            sent: Any = form.data
            data = sent.copy()
            data["after"] = str(queries.last_step(evidence))  # sent again, it is a new decision
            form.data = data
            raise
        messages.success(request, _("The step was written."))
        return reverse("cases:item", args=[case.reference, item.pk])

    return item_form_page(
        request,
        case,
        form,
        act,
        at_fields=AT_FIELDS,
        template="cases/custody.html",
        compartment=item.compartment,
        item=item,
        evidence=evidence,
        steps=queries.custody_lines(evidence),
        held=queries.held_words(evidence),
    )


def _next_step(evidence: Evidence) -> dict[str, Any]:
    held = queries.held_of(evidence)
    given = {
        "after": queries.last_step(evidence),
        "source": held.holder,
        "at": localtime(datetime.now(UTC)),
    }
    if held.on_the_way_to:
        given |= {"action": "received", "target": held.on_the_way_to}
    return given
