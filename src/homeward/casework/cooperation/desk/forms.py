"""Forms of the desk: what its queue is narrowed to, who gets a request, which figures are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.bounds import bounds_on
from homeward.casework.cases.forms.evidence import use_field
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cooperation.declaration import Urgency, all_kinds
from homeward.casework.cooperation.desk.assignment import handlers_of
from homeward.casework.cooperation.desk.evidence import Offer
from homeward.casework.cooperation.desk.indexes import OPEN
from homeward.casework.cooperation.desk.queue import ANYWHERE, HERE, MINE, NOBODY, THERE, Wanted
from homeward.casework.cooperation.lifecycle import RequestState, Side
from homeward.casework.cooperation.models import Request
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import other_states
from homeward.foundation.web.forms import QuickSelect

ANY = pgettext_lazy("filter", "Any")
_EVERY = "all"  # in the address, where nothing means what waits for this State
WAITS = [
    (HERE, _("A step of this State")),
    (THERE, _("A step of the other State")),
    (_EVERY, pgettext_lazy("filter", "Either")),
]
WHOSE = [(MINE, _("Mine")), (NOBODY, _("Nobody's yet"))]


class QueueForm(CleanForm):
    """What the queue is narrowed to; it lives in the address."""

    waits = forms.ChoiceField(
        label=_("Waits for"), choices=WAITS, required=False, widget=QuickSelect
    )
    whose = forms.ChoiceField(label=_("Who has it"), required=False, widget=QuickSelect)
    side = forms.ChoiceField(label=_("Side"), required=False, widget=QuickSelect)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, widget=QuickSelect)
    state = forms.ChoiceField(label=_("Status"), required=False, widget=QuickSelect)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=QuickSelect)
    other_state = forms.ChoiceField(label=_("Other State"), required=False, widget=QuickSelect)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists: dict[str, list[tuple[str, Any]]] = {
            "whose": list(WHOSE),
            "side": list(Side.choices),
            "urgency": list(Urgency.choices),
            "state": [(state, RequestState(state).label) for state in OPEN],
            "kind": [(kind.code, kind.label) for kind in all_kinds()],
            "other_state": [(s.code, f"{s.name} ({s.code})") for s in other_states()],
        }
        for name, choices in lists.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The filters; a value that no list holds narrows nothing."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if given.get("waits") == _EVERY:
            given["waits"] = ANYWHERE
        return Wanted(**given)


class AssignForm(CleanForm):
    """Who gets the request; `before` is who had it when the form was shown."""

    before = forms.IntegerField(required=False, widget=forms.HiddenInput)
    person = forms.TypedChoiceField(
        label=_("Who has it"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, viewer: User, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(person.pk, str(person)) for person in handlers_of(viewer, request)[:200]]
        choices = [("", _("Nobody: it lies on the desk")), *people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        self.fields["person"].initial = request.assignee_id
        self.fields["before"].initial = request.assignee_id


class EvidenceForm(CleanForm):
    """Which evidence of the case goes with the next message, what for, and by whose permission."""

    items = forms.TypedMultipleChoiceField(
        label=_("Evidence"),
        coerce=int,
        help_text=_("A copy of each goes, with what is known of its custody."),
        widget=forms.CheckboxSelectMultiple,
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("What the evidence is and what it is sent for. It is kept in its custody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    permission = forms.CharField(
        label=_("Permission"),
        help_text=_("For H2 and H3: who permitted that it is sent abroad, when, and how."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    use = use_field()

    def __init__(self, *args: Any, offers: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bounds_on([offer.item.pk for offer in offers]):
            del self.fields["use"]
        choices = [
            (offer.item.pk, f"{offer.item.title} · {offer.item.get_handling_display()}")
            for offer in offers
        ]
        self.fields["items"].choices = choices  # type: ignore[attr-defined]
