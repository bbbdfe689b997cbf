"""Forms of the class of a case: at the end of a first call, and whenever it changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.case import one_class
from homeward.casework.cases.forms.first_call import (
    Answer,
    check_explanation,
    other_explanation,
)
from homeward.casework.cases.forms.lists import offer_kept, one_typology, several
from homeward.casework.cases.iccs import Proposal
from homeward.casework.cases.models import Case
from homeward.casework.cases.versions import RecordForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.case import IccsCode
from homeward.casework.cases.vocabulary.lists import CaseList
from homeward.casework.cases.words import first_call as words
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import authorities_of

AS_PROPOSED = "proposed"


def _why(label: Any, help_text: Any, *, required: bool) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, max_length=2000, required=required, widget=area, help_text=help_text
    )


class ReviewForm(CleanForm):
    """The last screen: what the case is called, who leads it, and its class in the statistics."""

    use_required_attribute = False

    title = forms.CharField(
        label=_("Working title"),
        max_length=200,
        help_text=_("Without names of persons: it is shown in lists and at the top of every page."),
    )
    lead_authority = forms.ChoiceField(label=_("Lead authority"))
    iccs_code = Answer(_("Class in the crime statistics (ICCS)"), [], AS_PROPOSED)
    iccs_reason = _why(
        _("Why another class"),
        _("Only where you choose another than the proposed one."),
        required=False,
    )

    def __init__(self, *args: Any, viewer: User, state: str, proposal: Proposal, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.proposal = proposal
        lead, code = self.fields["lead_authority"], self.fields["iccs_code"]
        assert isinstance(lead, forms.ChoiceField)  # noqa: S101  for the type checker
        assert isinstance(code, forms.ChoiceField)  # noqa: S101  for the type checker
        lead.choices = [(a.code, a.name) for a in authorities_of(state)]
        lead.initial = viewer.authority
        proposed = _("As proposed: %(class)s") % {"class": proposal.code.label}
        others = [(c, label) for c, label in IccsCode.choices if c != proposal.code]
        code.choices = [(AS_PROPOSED, proposed), *others]
        code.help_text = proposal.words

    def clean(self) -> dict[str, Any]:
        """Another class than the proposed one has its written reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "iccs_code" in cleaned and cleaned["iccs_code"] == AS_PROPOSED:
            cleaned["iccs_code"] = self.proposal.code.value
        if cleaned.get("iccs_code") != self.proposal.code and not cleaned.get("iccs_reason"):
            self.add_error("iccs_reason", _("Write why another class than the proposed one holds."))
        return cleaned


class ClassForm(RecordForm):
    """What the case is counted as, and why."""

    iccs_code = one_class()
    typology = one_typology()
    modalities = several(CaseList.MODALITY)
    purposes = several(CaseList.PURPOSE)
    reason = _why(_("Why"), _("A sentence that a statistician can check later."), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial
        offer_kept(self, "typology", CaseList.TYPOLOGY, [kept["typology"]])
        offer_kept(self, "modalities", CaseList.MODALITY, kept["modalities"])
        offer_kept(self, "purposes", CaseList.PURPOSE, kept["purposes"])
        self.settle()


class ConfirmationForm(RecordForm):
    """Whether it is known to be a kidnapping."""

    confirmation = forms.ChoiceField(
        label=_("Is it a kidnapping?"),
        choices=words.Confirmation.choices,
        widget=forms.RadioSelect,
    )
    explanation = other_explanation()
    reason = _why(_("Why"), _("What was found, and from whom it is known."), required=True)

    def clean(self) -> dict[str, Any]:
        """Another explanation is named, and only where one was found."""
        cleaned: dict[str, Any] = super().clean() or {}
        check_explanation(self, cleaned)
        return cleaned


class LiftForm(CleanForm):
    """Why a flag is taken down."""

    reason = _why(_("Why the danger is over"), "", required=True)


def class_initial(case: Case) -> dict[str, Any]:
    """The class as it is kept now."""
    names = ("iccs_code", "typology", "modalities", "purposes", "revision")
    return {name: getattr(case, name) for name in names}


def confirmation_initial(case: Case) -> dict[str, Any]:
    """The confirmation as it is kept now."""
    return {name: getattr(case, name) for name in ("confirmation", "explanation", "revision")}
