"""Forms of requests; the declared kind says what is asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import HandlingCode
from homeward.casework.cooperation.bases import refuse_not_in_force
from homeward.casework.cooperation.checks import LONGEST_TEXT
from homeward.casework.cooperation.declaration import ContentField, Kind, Urgency, all_kinds
from homeward.casework.cooperation.errors import TreatyNotInForce
from homeward.casework.cooperation.fields import Choices, form_field, may_be_empty
from homeward.casework.cooperation.lifecycle import Needs, RequestState, Side, Transition
from homeward.casework.cooperation.models import Request
from homeward.casework.cooperation.queries import (
    Filters,
    addressees,
    cases_to_link,
    unlisted,
)
from homeward.casework.cooperation.refusal_form import RefusalForm
from homeward.casework.cooperation.rules import fields_of
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import authorities_of, other_states
from homeward.foundation.web.forms import QuickSelect
from homeward.knowledge.law.references import linked_later

OTHER = "other"  # no code of a State
ANY = pgettext_lazy("filter", "Any")


class FilterForm(CleanForm):
    """What the list of requests is narrowed to; it lives in the address."""

    side = forms.ChoiceField(label=_("Side"), required=False, widget=QuickSelect)
    state = forms.ChoiceField(label=_("Status"), required=False, widget=QuickSelect)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=QuickSelect)
    other_state = forms.ChoiceField(label=_("Other State"), required=False, widget=QuickSelect)
    words = forms.CharField(label=_("Reference"), required=False, max_length=40)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(s.code, f"{s.name} ({s.code})") for s in other_states()]
        lists: dict[str, list[tuple[str, Any]]] = {
            "side": list(Side.choices),
            "state": list(RequestState.choices),
            "kind": [(kind.code, kind.label) for kind in all_kinds()],
            "other_state": states,
        }
        for name, choices in lists.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """The filters; a value that no list holds narrows nothing."""
        self.is_valid()
        return Filters(**{k: v for k, v in self.cleaned_data.items() if v})


class NewRequestForm(OnceForm):
    """To which State a request of a kind goes, on what basis, how soon."""

    other_state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    legal_basis = forms.ChoiceField(label=_("Legal basis"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect, initial="routine"
    )
    handling = forms.ChoiceField(
        label=_("Handling"),
        help_text=_("What the other State may do with the request. It travels with every message."),
        choices=HandlingCode.choices,
        required=False,
        initial=HandlingCode.H1,
    )
    handling_limits = forms.CharField(
        label=_("Limits of the handling"),
        help_text=_("Only for H3: which other limits the other State has to keep."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    run = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unlisted = forms.ChoiceField(label=_("Which other State"), required=False)
    addressee = forms.CharField(
        label=_("Name and address of its authority"),
        help_text=_(
            "Only for another State: to whom the letter goes, as it is printed on it. Its law, its"
            " embassy or INTERPOL say who that is."
        ),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    field_order: tuple[str, ...] = ("other_state", "unlisted", "addressee")

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(a.code, _addressee(a.code, a.name, a.is_connected)) for a in addressees(kind)]
        others = unlisted(kind)
        if others:
            states.append((OTHER, now("Another State, which the directory names no authority of")))
            self.fields["unlisted"].choices = [("", "–"), *others]  # type: ignore[attr-defined]
        else:
            del self.fields["unlisted"], self.fields["addressee"]
        self.fields["other_state"].choices = states  # type: ignore[attr-defined]
        bases = [(basis.code, basis.label) for basis in kind.legal_bases]
        self.fields["legal_basis"].choices = bases  # type: ignore[attr-defined]
        self.fields["legal_basis"].initial = bases[0][0]
        named = ", ".join(basis.article for basis in kind.legal_bases if basis.article)
        self.fields["legal_basis"].help_text = linked_later(
            format_lazy(_("What the articles say: {}."), named)
        )
        self.kind = kind

    def clean_handling(self) -> str:
        """The code that was chosen; H1 where the form said nothing."""
        return str(self.cleaned_data["handling"] or HandlingCode.H1)

    def clean(self) -> dict[str, Any]:
        """A treaty binds both States; H3 without its limits says nothing to the receiver."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("other_state") == OTHER:
            self._check_other(found)
        elif "addressee" in self.fields:
            found["unlisted"] = found["addressee"] = ""
        if found.get("legal_basis") and self.state:
            try:
                refuse_not_in_force(self.kind, found["legal_basis"], self.state)
            except TreatyNotInForce as error:
                self.add_error("legal_basis", error.sentence())
        if found.get("handling") == HandlingCode.H3 and not found.get("handling_limits"):
            self.add_error(
                "handling_limits", _("Write the limits that H3 stands for, or choose another code.")
            )
        return found

    def _check_other(self, found: dict[str, Any]) -> None:
        if not found.get("unlisted"):
            self.add_error("unlisted", _("Choose the State."))
        if not found.get("addressee") and "addressee" not in self.errors:
            self.add_error("addressee", _("Write to whom the letter goes."))

    @property
    def state(self) -> str:
        """The code of the State that was chosen, from either list; empty where none was."""
        chosen = str(self.cleaned_data.get("other_state") or "")
        return str(self.cleaned_data.get("unlisted") or "") if chosen == OTHER else chosen

    @property
    def run_id(self) -> UUID | None:
        """The run that the request belongs to, if any."""
        run: UUID | None = self.cleaned_data["run"]
        return run


def _addressee(code: str, name: str, is_connected: bool) -> str:
    if is_connected:
        return now("%(name)s (%(code)s), connected") % {"name": name, "code": code}
    return now("%(name)s (%(code)s), not connected: the request goes by another channel") % {
        "name": name,
        "code": code,
    }


class AddresseeForm(CleanForm):
    """The authority that a draft goes to, and why it is not the recommended one."""

    authority = forms.ChoiceField(label=_("Authority"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed for another authority than the recommended one. It stays here."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = authorities_of(request.other_state).values_list("code", "name")
        choices = [(code, f"{name} ({code})") for code, name in named]
        self.fields["authority"].choices = choices  # type: ignore[attr-defined]
        self.fields["authority"].initial = request.other_authority
        self.fields["revision"].initial = request.revision


class AddressForm(CleanForm):
    """To whom the letter of a draft goes, in a State of which the directory names nobody."""

    addressee = forms.CharField(
        label=_("Name and address of its authority"),
        help_text=_("To whom the letter goes, as it is printed on it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressee"].initial = request.addressee
        self.fields["revision"].initial = request.revision


class ContentForm(RecordForm):
    """The parts of a request, or of an answer, as its kind declares them; those that somebody
    else fixed are not among its fields."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        declared: tuple[ContentField, ...],
        revision: int,
        is_draft: bool = False,
        fixed: frozenset[str] = frozenset(),
        documents: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.declared = tuple(field for field in declared if field.code not in fixed)
        self.fields["revision"].initial = revision
        own = {field.code: form_field(field, documents) for field in self.declared}
        if is_draft:
            may_be_empty(own.values())
            self.initial = {**dict.fromkeys(own, ""), **self.initial}
        self.fields.update(own)
        self.settle()

    def content(self) -> dict[str, str]:
        """What was written, by the code of each part."""
        return {f.code: str(self.cleaned_data.get(f.code) or "") for f in self.declared}


class ChangeForm(CleanForm):
    """A change that needs no words."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = request.revision


class TextChangeForm(ChangeForm):
    """A question, an answer to one, or the reason of a withdrawal."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_("It is sent to the other State as you write it."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=LONGEST_TEXT,
    )


class RecallForm(forms.Form):
    """What is withdrawn of what was sent, and why."""

    ALL = "all"

    what = forms.ChoiceField(label=_("What is recalled"), widget=forms.RadioSelect, initial=ALL)
    reason = forms.CharField(
        label=_("Why it is recalled"),
        help_text=_("The other State reads it, and whoever it passed the contents on to."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=1000,
    )

    def __init__(self, *args: Any, things: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        everything = now("Everything that this State sent in this request")
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)  # noqa: S101  declared above
        what.choices = [(self.ALL, everything), *things]


class WaiverForm(CleanForm):
    """Why a request goes although parts are missing."""

    reason = forms.CharField(
        label=_("Why it cannot wait"),
        help_text=_("It is sent along, and the other State reads it as you write it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=2000,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = request.revision


class LinkForm(forms.Form):
    """The case of this State in which a request that arrived is worked."""

    case = forms.ChoiceField(label=_("Case"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, viewer: User, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = cases_to_link(viewer, request).values_list("reference", "title")[:100]
        own = [(reference, f"{reference} · {title}") for reference, title in cases]
        choices = [("", _("Open a new case for this request")), *own]
        self.fields["case"].choices = choices  # type: ignore[attr-defined]


class PartForm(ContentForm):
    """An answer in part: the fields of the answer, and in words what is still to come."""

    text = forms.CharField(
        label=_("What is still to come"),
        help_text=_("It is sent to the other State as you write it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=LONGEST_TEXT,
    )


def change_form(transition: Transition, request: Request, data: Any = None) -> forms.Form:
    """The form that a change needs."""
    match transition.needs:
        case Needs.NOTHING | Needs.TRANSLATION:
            return ChangeForm(data, request=request)
        case Needs.TEXT:
            return TextChangeForm(data, request=request)
        case Needs.REFUSAL:
            return RefusalForm(data, request=request)
        case Needs.ANSWER | Needs.FIELDS:
            declared = fields_of(request, transition)
            return ContentForm(data, declared=declared, revision=request.revision)
        case Needs.PART:
            declared = fields_of(request, transition)
            return PartForm(data, declared=declared, revision=request.revision)


class FileForm(CleanForm):
    """A file and what it is for; the purpose goes into its custody and travels with it."""

    file = forms.FileField(label=_("File"), max_length=200)
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("What the file is and what it is sent for. It is kept in its custody."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
