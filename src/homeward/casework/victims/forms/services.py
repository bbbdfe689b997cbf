"""The directory of services, and the forms of a referral."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import LanguagesField, PastDay
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.services import ServiceFacts
from homeward.casework.victims.actions.services_referrals import Asking
from homeward.casework.victims.errors.services import DomainElsewhere, NotCovered, ServiceClosed
from homeward.casework.victims.forms.fields import AnyDay, LanguageField, long_text, offer
from homeward.casework.victims.models import Consent, Override, Referral, Service
from homeward.casework.victims.queries.services import ServiceFilter
from homeward.casework.victims.words.files import Scope
from homeward.casework.victims.words.services import NEXT, Cost, Domain, RecallAnswer, StepCode
from homeward.foundation.web.formats import labelled

MOST = 100_000
USUAL_WAIT = timedelta(days=7)
# The parts of which a worker writes in own words, beside what the file knows.
TOLD = (Scope.NEEDS, Scope.HEALTH, Scope.SAFETY, Scope.LOSSES)
Bases = list[tuple[Consent | Override, Service]]


class ServiceFilterForm(CleanForm):
    """The filter of the directory."""

    domain = forms.ChoiceField(
        label=_("Help with"), choices=[("", _("Everything")), *Domain.choices], required=False
    )
    area = forms.CharField(label=_("Where"), max_length=100, required=False)
    language = LanguageField(label=_("Language"))
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)

    def wanted(self) -> ServiceFilter:
        """What a valid form asks for; what is wrong asks for nothing."""
        given = self.cleaned_data
        return ServiceFilter(
            domain=given.get("domain") or "",
            area=given.get("area") or "",
            language=given.get("language") or "",
            closed=bool(given.get("closed")),
        )


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)


class _ServiceFacts(forms.Form):
    """What the directory says of a service."""

    name = forms.CharField(label=_("Name of the service"), max_length=200)
    provider = forms.CharField(label=_("Who provides it"), max_length=200)
    domains = forms.MultipleChoiceField(
        label=_("What it helps with"),
        choices=Domain.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    area = forms.CharField(
        label=_("Where it helps"), max_length=200, help_text=_("Town, region, or everywhere.")
    )
    languages = LanguagesField(
        label=_("Languages"), help_text=_("Codes, the best one first, such as fr, ar.")
    )
    cost = forms.ChoiceField(label=_("What it costs the person"), choices=Cost.choices)
    cost_note = forms.CharField(label=_("About the cost"), max_length=300, required=False)
    free_places = _number(_("Free places"))
    waiting_days = _number(_("Days until the first appointment"))
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    opening_hours = forms.CharField(label=_("When it is open"), max_length=300, required=False)
    child_friendly = forms.BooleanField(label=_("Made for children too"), required=False)

    def check(self) -> None:
        """There is a way to reach it, and a language in which it helps."""
        given = self.cleaned_data
        if not any(given.get(name) for name in ("phone", "email", "address")):
            self.add_error("phone", _("Write at least one way to reach it."))
        if "languages" in given and not given["languages"]:
            self.add_error("languages", _("Write at least one language in which it helps."))

    def facts(self) -> ServiceFacts:
        """What a valid form says."""
        given = self.cleaned_data
        return ServiceFacts(**{name: given[name] for name in ServiceFacts.__dataclass_fields__})


class ServiceAddForm(_ServiceFacts, OnceForm):
    """A new service."""

    def clean(self) -> dict[str, Any]:
        """As when it is changed."""
        given: dict[str, Any] = super().clean() or {}
        self.check()
        return given


class ServiceForm(_ServiceFacts, RecordForm):
    """What the directory says of a service now."""

    def clean(self) -> dict[str, Any]:
        """As when it was added."""
        given: dict[str, Any] = super().clean() or {}
        self.check()
        return given


def service_initial(service: Service) -> dict[str, Any]:
    """The first content of the form: the service as it stands."""
    names = ServiceFacts.__dataclass_fields__
    return {name: getattr(service, name) for name in names} | {"revision": service.revision}


class CloseForm(CleanForm):
    """Why a service closed."""

    why = long_text(_("Why, and where its persons go now"))


class ReferralForm(OnceForm):
    """What a service is asked for, on which consent or decision."""

    basis = forms.ChoiceField(
        label=_("Service, and what allows sharing with it"),
        help_text=_("Only services to which a consent, or an approved decision, holds today."),
    )
    domain = forms.ChoiceField(label=_("Help with"), choices=Domain.choices)
    needs = long_text(_("What the person needs"), required=False)
    health = long_text(_("What the service must know of health and injuries"), required=False)
    safety = long_text(_("What the service must know to keep the person safe"), required=False)
    losses = long_text(_("Losses and costs"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the letter"), help_text=_("The one that the service reads best.")
    )
    answer_due = AnyDay(label=_("Ask again when no answer came by"))

    def __init__(self, *args: Any, bases: Bases, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bases = {code_of(basis): (basis, service) for basis, service in bases}
        named = [(key, _named(*pair, child)) for key, pair in self.bases.items()]
        offer(self, "basis", [("", _("Choose")), *named])
        offer(self, "language", settings.LANGUAGES)
        self.fields["answer_due"].initial = localdate() + USUAL_WAIT
        for scope in TOLD:
            self.fields[scope].help_text = _("Leave it empty where the consent does not cover it.")
        if known := self.bases.get(str(self.initial.get("basis") or "")):
            self._fill(*known)

    def _fill(self, basis: Consent | Override, service: Service) -> None:
        """Where the service is known: its languages, what it does, and the covered parts only."""
        offered = dict(settings.LANGUAGES)
        best = next((code for code in service.languages if code in offered), None)
        self.fields["language"].initial = best or settings.LANGUAGE_CODE
        self.fields["domain"].initial = service.domains[0] if service.domains else None

    def clean(self) -> dict[str, Any]:
        """The service is open and helps with this, and nothing is said beyond the consent."""
        given: dict[str, Any] = super().clean() or {}
        found = self.bases.get(given.get("basis") or "")
        if found:
            basis, service = found
            if service.closed_on is not None:
                self.add_error("basis", ServiceClosed().sentence())
            if given.get("domain") and given["domain"] not in service.domains:
                self.add_error("domain", DomainElsewhere().sentence())
            for scope in TOLD:
                if given.get(scope) and scope not in basis.covers:
                    self.add_error(scope, NotCovered().sentence())
        due = given.get("answer_due")
        if due and not localdate() <= due <= localdate() + timedelta(days=366):
            self.add_error("answer_due", _("Choose a day from today, within a year."))
        return given

    def asking(self) -> Asking:
        """What a valid form says."""
        given = self.cleaned_data
        return Asking(
            basis=self.bases[given["basis"]][0],
            domain=given["domain"],
            language=given["language"],
            answer_due=given["answer_due"],
            said={scope.value: given[scope] for scope in TOLD},
        )


class StepForm(OnceForm):
    """What happened to a referral."""

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    on = PastDay(label=_("On which day"))
    note = long_text(
        _("In words"), required=False, help_text=_("Needed where it declined or sent word.")
    )

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "step", [(code, StepCode(code).label) for code in possible(referral)])
        self.fields["on"].initial = localdate

    def clean(self) -> dict[str, Any]:
        """Why it declined, and what it said, are known."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("step") in (StepCode.DECLINED, StepCode.FEEDBACK) and not given.get("note"):
            self.add_error("note", _("Write what the service said."))
        return given


def possible(referral: Referral) -> list[str]:
    """What a worker may enter of a referral now; a transfer and a recall have their own pages."""
    own = ("transferred", "recalled", "cleared")
    found = [code for code in NEXT[referral.status] if code not in own]
    word = referral.status not in ("recalled", "cleared")
    return [*found, StepCode.FEEDBACK.value] if word else found


class ConfirmForm(CleanForm):
    """What the service did with what it had received."""

    answer = forms.ChoiceField(
        label=_("What the service did"), choices=RecallAnswer.choices, widget=forms.RadioSelect
    )
    on = PastDay(label=_("Confirmed on"))
    note = long_text(_("In words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = localdate

    def clean(self) -> dict[str, Any]:
        """What is kept is named, with the law."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") == RecallAnswer.KEPT and not given.get("note"):
            self.add_error("note", _("Write which part it keeps, and which law obliges it."))
        return given


def code_of(basis: Consent | Override) -> str:
    """How a form names what a referral stands on."""
    return f"{'consent' if isinstance(basis, Consent) else 'override'}-{basis.pk}"


def _named(basis: Consent | Override, service: Service, child: bool) -> str:
    covered = ", ".join(str(Scope(one).label) for one in basis.covers)
    words = labelled(service, covered)
    if isinstance(basis, Override):
        words = str(_("%(words)s (without consent)")) % {"words": words}
    if service.closed_on is not None:
        words = str(_("%(words)s (closed)")) % {"words": words}
    elif child and not service.child_friendly:
        words = str(_("%(words)s (not made for children)")) % {"words": words}
    return words
