"""Ways to reach a person, who decides for him, consents and decisions in their stead."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.consents import ConsentFacts, Shared
from homeward.casework.victims.actions.consents_ways import Deciding, Way
from homeward.casework.victims.errors.consents import ConsentNeedsGuardian
from homeward.casework.victims.forms.fields import AnyDay, LanguageField, long_text, offer
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.consents import PERSON
from homeward.casework.victims.queries.files import (
    deciding,
    files_of,
    guardians_of,
    is_child,
    needs_guardian,
)
from homeward.casework.victims.queries.services import services
from homeward.casework.victims.words.files import (
    Capacity,
    ChannelKind,
    ConsentPurpose,
    Given,
    Scope,
)
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import states

CHOOSE = ("", _("Choose"))


class ChannelForm(OnceForm):
    """A way to reach the person, agreed with him."""

    kind = forms.ChoiceField(label=_("How"), choices=ChannelKind.choices)
    value = forms.CharField(
        label=_("Number, address or name"),
        max_length=300,
        help_text=_("Only what the person agreed to. Nobody uses another way."),
    )
    safe_times = forms.CharField(
        label=_("When it is safe"), max_length=200, required=False, help_text=_("And when not.")
    )
    may_leave_word = forms.BooleanField(label=_("A message may be left"), required=False)
    note = forms.CharField(label=_("What to mind"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A number has digits, an e-mail address is one."""
        given: dict[str, Any] = super().clean() or {}
        kind, value = given.get("kind"), given.get("value") or ""
        digits = sum(sign.isdigit() for sign in value)
        if value and digits < 3 and kind in (ChannelKind.PHONE, ChannelKind.MESSAGE):
            self.add_error("value", _("Write the number, with its country where it is abroad."))
        if value and kind == ChannelKind.EMAIL:
            try:
                validate_email(value)
            except ValidationError:
                self.add_error("value", _("Write a whole address, such as name@example.org."))
        return given

    def way(self) -> Way:
        """What a valid form says."""
        given = self.cleaned_data
        return Way(**{name: given[name] for name in Way.__dataclass_fields__})


class GuardianForm(OnceForm):
    """Who decides for the person, by which decision."""

    name = forms.CharField(label=_("Name"), max_length=200)
    own_file = forms.ChoiceField(
        label=_("Support file of this person"), required=False, help_text=_("Where there is one.")
    )
    capacity = forms.ChoiceField(label=_("As what"), choices=Capacity.choices)
    decision = forms.CharField(
        label=_("By which decision or law"),
        max_length=200,
        help_text=_("With its reference: an order of a court, a record of custody, an article."),
    )
    decided_on = PastDay(label=_("Holds since"))
    valid_until = AnyDay(label=_("Holds until"), required=False)
    in_conflict = forms.BooleanField(
        label=_("The interests of this guardian are in conflict with the person's"),
        required=False,
        help_text=_("Such as one who may be a suspect. Such a guardian consents to nothing."),
    )

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        others = files_of(viewer, file.case).exclude(pk=file.pk)
        self.others = {str(one.pk): one for one in others}
        named = [(key, one.person.name or "–") for key, one in self.others.items()]
        offer(self, "own_file", [("", "–"), *named])

    def clean(self) -> dict[str, Any]:
        """The decision ends after it begins, and fits whom it is about."""
        given: dict[str, Any] = super().clean() or {}
        begin, end = given.get("decided_on"), given.get("valid_until")
        if begin and end and end < begin:
            self.add_error("valid_until", _("This is before the decision began to hold."))
        child, capacity = is_child(self.file.person), given.get("capacity")
        if child and capacity == Capacity.TRUSTED:
            self.add_error("capacity", _("For a child decides a parent, a guardian or authority."))
        if not child and capacity == Capacity.PARENT:
            self.add_error(
                "capacity", _("Nobody has custody of an adult. Name the decision of the court.")
            )
        return given

    def deciding(self) -> Deciding:
        """What a valid form says."""
        given = dict(self.cleaned_data)
        given.pop("form_token")
        return Deciding(**given | {"own_file": self.others.get(given["own_file"])})


class _SharedForm(OnceForm):
    """With whom which parts of the file are shared."""

    recipient = forms.ChoiceField(
        label=_("With whom"),
        error_messages={
            "invalid_choice": _("Choose from the list. A service that closed is not in it.")
        },
    )
    recipient_name = forms.CharField(
        label=_("Name, where it is a person"), max_length=200, required=False
    )
    covers = forms.MultipleChoiceField(
        label=_("What may be shared"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask for each part. What is not ticked is not shared."),
        error_messages={"required": _("Choose at least one part that may be shared.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "recipient", _recipients())

    def clean(self) -> dict[str, Any]:
        """A person is named, and nobody else is named here."""
        given: dict[str, Any] = super().clean() or {}
        name, recipient = given.get("recipient_name"), given.get("recipient")
        if recipient == PERSON and not name:
            self.add_error("recipient_name", _("Write the name of the person."))
        if name and recipient and recipient != PERSON:
            self.add_error("recipient_name", _("Leave this empty: the recipient is in the list."))
        return given

    def shared(self) -> Shared:
        """What a valid form says."""
        given = self.cleaned_data
        return Shared(
            recipient=given["recipient"],
            covers=tuple(given["covers"]),
            name=given["recipient_name"],
        )


class ConsentForm(_SharedForm):
    """What the person, or who decides for him, agreed to."""

    purpose = forms.ChoiceField(label=_("What for"), choices=ConsentPurpose.choices)
    purpose_note = forms.CharField(label=_("In words"), max_length=300, required=False)
    guardian = forms.ChoiceField(label=_("Who consented"), required=False)
    childs_view = long_text(
        _("What the child itself wants"),
        required=False,
        help_text=_("In the child's words. Say so where it is too young to be asked."),
    )
    given_at = PastMoment(label=with_zone(_("Given at (%(zone)s)")))
    how = forms.ChoiceField(label=_("How it was given"), choices=Given.choices)
    language = LanguageField(label=_("In which language"))
    interpreter = forms.CharField(
        label=_("Who interpreted"),
        max_length=200,
        required=False,
        help_text=_("No relative interprets for another."),
    )
    expires_on = AnyDay(
        label=_("Last day on which it holds"),
        required=False,
        help_text=_("Empty where it holds until it is withdrawn."),
    )
    field_order = (
        *("purpose", "purpose_note", "recipient", "recipient_name", "covers", "guardian"),
        *("childs_view", "given_at", "how", "language", "interpreter", "expires_on"),
    )

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file, self.child = file, is_child(file.person)
        self.fields["given_at"].initial = timezone.localtime
        self.fields["language"].initial = file.language
        rows = list(guardians_of(viewer, file))
        self.guardians = {str(one.pk): one for one in rows if one.ended_at is None}
        able = deciding(viewer, file)
        named = [
            (key, f"{one.name} ({one.get_capacity_display()})" + ("" if one in able else " –"))
            for key, one in self.guardians.items()
        ]
        if needs_guardian(file):
            offer(self, "guardian", [("", _("Choose who decides for this person")), *named])
            self._need("guardian", ConsentNeedsGuardian().sentence())
        else:
            del self.fields["guardian"]
        if self.child:
            view = _("Write what the child wants, or that it is too young to be asked.")
            self._need("childs_view", view)
        else:
            del self.fields["childs_view"]

    def _need(self, name: str, otherwise: Any) -> None:
        """Ask for a field that others may leave empty; `otherwise` says why."""
        self.fields[name].required = True
        self.fields[name].widget.is_required = True
        self.fields[name].error_messages["required"] = otherwise

    def clean(self) -> dict[str, Any]:
        """What cannot be said in a code is said in words."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("purpose") == ConsentPurpose.OTHER and not given.get("purpose_note"):
            self.add_error("purpose_note", _("Say what the consent is for."))
        return given

    def facts(self) -> ConsentFacts:
        """What a valid form says."""
        given = self.cleaned_data
        names = ("purpose", "purpose_note", "how", "given_at", "language", "interpreter")
        return ConsentFacts(
            shared=self.shared(),
            guardian=self.guardians.get(given.get("guardian") or ""),
            childs_view=given.get("childs_view") or "",
            expires_on=given["expires_on"],
            **{name: given[name] for name in names},
        )


class OverrideForm(_SharedForm):
    """Sharing without consent, with the law that allows it."""

    law = forms.CharField(
        label=_("Law that allows it"),
        max_length=300,
        help_text=_("The provision. A second person checks it before anything is shared."),
    )
    reason = long_text(
        _("Why it cannot wait for consent"),
        help_text=_("Such as: a life is in danger and the person cannot be asked."),
    )
    field_order = ("recipient", "recipient_name", "covers", "law", "reason")


class AnswerForm(CleanForm):
    """Whether a second person approves."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("approve", _("Approve: this may be shared")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    why = long_text(_("Why it is refused"), required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") == "refuse" and not given.get("why"):
            self.add_error("why", _("Say why, so that who asked can do better."))
        return given


class ReasonForm(CleanForm):
    """Why a consent is taken back."""

    reason = long_text(
        _("Why, in the person's words"),
        help_text=_("Where the person gives no reason, write so. It stays in this file."),
    )


class WhyForm(CleanForm):
    """Why a decision to share without consent is taken back."""

    why = long_text(_("Why it is taken back"))


def _recipients() -> list[Any]:
    """Everybody with whom something is shared: services that are open, authorities, a person."""
    own = settings.HOMEWARD_STATE
    listed = [(one.recipient, str(one)) for one in services()]
    groups: list[Any] = [CHOOSE]
    if listed:
        groups.append((_("Services"), listed))
    for state in states():
        rows = [(f"authority:{one.pk}", one.name) for one in state.authorities.all()]
        whole = [] if state.pk == own else [(f"state:{state.pk}", state.name)]
        groups.append((state.name, [*whole, *rows]))
    return [*groups, (PERSON, _("A person, by name"))]
