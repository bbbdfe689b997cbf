"""The gate before marked items, and marking them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeward.casework.cases.access import get_case, get_item
from homeward.casework.cases.actions.distress import mark_item
from homeward.casework.cases.distress_gate import Gate, gate_for
from homeward.casework.cases.forms.distress import DistressForm, mark_initial
from homeward.casework.cases.models import Case, Item
from homeward.casework.cases.overtaken import Stored
from homeward.casework.cases.page import case_frame
from homeward.casework.cases.views.form_page import form_methods
from homeward.casework.cases.views.item_form_page import item_form_page
from homeward.foundation.access.forming import viewer_of


def gate_of(request: HttpRequest, item: Item, *, by_wish: bool = True) -> Gate:
    """The gate before an item and its file."""
    return gate_for(request, viewer_of(request), item.mark, f"item-{item.pk}", by_wish=by_wish)


def asked(request: HttpRequest, case: Case, item: Item, gate: Gate) -> HttpResponse:
    """The page that says what is behind it, and asks how it is to be opened."""
    context = case_frame(viewer_of(request), case, "evidence") | {
        "gate": gate,
        "item": item,
        "back_url": reverse("cases:items", args=[case.reference]),
    }
    return render(request, "cases/distress_gate.html", context)


@login_required
@form_methods
def mark(request: HttpRequest, reference: str, item_id: int) -> HttpResponse:
    """Mark an item as distressing, or take the mark away; nothing of it is shown here."""
    viewer = viewer_of(request)
    case = get_case(reference, viewer)
    item = get_item(case, item_id, viewer)
    form = DistressForm(request.POST or None, initial=mark_initial(item))

    def act() -> str:
        revision = form.cleaned_data["revision"]
        mark_item(item, form.mark(), actor=viewer.actor, revision=revision)
        messages.success(
            request,
            _("It opens after a warning from now on.") if item.mark else _("The mark is gone."),
        )
        return reverse("cases:item", args=[case.reference, item.pk])

    def stored() -> Stored:
        item.refresh_from_db()
        return Stored(
            revision=item.distress_revision,
            by=item.distress_by,
            at=item.distress_at,
            values=mark_initial(item),
        )

    return item_form_page(
        request,
        case,
        form,
        act,
        at_fields={},
        template="cases/form.html",
        compartment=item.compartment,
        stored=stored,
        form_title=_("Warn before this is opened"),
        submit=_("Keep the mark"),
    )
