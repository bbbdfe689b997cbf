"""Forms of evidence: taking a file in, a step of custody, a package."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.bounds import Use, bounds_on
from homeward.casework.cases.evidence_facts import EvidenceFacts
from homeward.casework.cases.forms.case import PastMoment, with_zone
from homeward.casework.cases.forms.items import FACTS, ItemForm, codes_of
from homeward.casework.cases.models import Item
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.cases.vocabulary.items import WRITTEN, CustodyAction
from homeward.foundation.vault.custody import NewStep
from homeward.foundation.vault.errors import CustodyAhead


def _words(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, **options)


class EvidenceForm(ItemForm):
    """A file with what is known of it: an item, and the first step of its custody."""

    upload = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("File"), allow_empty_file=True, error_messages={"required": _("Choose the file.")}
    )
    keep_mismatch = forms.BooleanField(
        label=_("Keep it even if it is not what its name says"),
        required=False,
        help_text=_(
            "Evidence may be anything. It is then marked on every page and in every package, and"
            " never shown as what its name claims."
        ),
    )
    source = _words(
        _("Obtained from"),
        200,
        required=False,
        help_text=_("The place, device or authority it comes from; no names of victims."),
    )
    at = PastMoment(
        label=with_zone(_("Time it was obtained (%(zone)s)")),
        required=False,
        help_text=_("Empty means: now."),
    )
    holder = _words(
        _("Who holds it"), 200, help_text=_("The post that answers for it, such as XA-POLICE.")
    )
    condition = _words(_("Condition"), 500, required=False)
    seal = _words(_("Seal number"), 100, required=False)
    purpose = _words(_("Purpose"), 1000, required=False)
    field_order: tuple[str, ...] = (
        *("file", "keep_mismatch", "kind", "title", "source", "at", "holder", "condition", "seal"),
        *("purpose", "text", "distress", "distress_warning", "handling", "compartment"),
    )

    def __init__(self, *args: Any, is_uploaded: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not is_uploaded

    def evidence_facts(self) -> EvidenceFacts:
        """What a valid form says."""
        mark = self.mark()
        names = ("compartment", "holder", "source", "at", "purpose", "condition", "seal")
        given = {name: self.cleaned_data[name] for name in (*FACTS, *names, "keep_mismatch")}
        return EvidenceFacts(
            **given,
            codes=codes_of(self.cleaned_data),
            sources=tuple(self.source_ids()),
            distress=mark.kinds,
            distress_warning=mark.warning,
            form_token=self.token,
        )


class CustodyForm(CleanForm):
    """The next step of custody, after the last one that its writer saw."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 2)
    action = forms.ChoiceField(
        label=_("Step"),
        choices=[(code.value, code.label) for code in WRITTEN],
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=with_zone(_("Time (%(zone)s)")),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    source = _words(
        _("From"), 200, help_text=_("Who holds it before this step; as written in the last one.")
    )
    target = _words(
        _("To"), 200, required=False, help_text=_("Who holds it after this step, or will.")
    )
    purpose = _words(_("Purpose"), 1000)
    condition = _words(_("Condition"), 500, required=False)
    seal = _words(_("Seal number"), 100, required=False)

    def clean_at(self) -> datetime:
        """What has not come yet is no step."""
        at: datetime = self.cleaned_data["at"]
        if at > datetime.now(UTC):
            raise forms.ValidationError(CustodyAhead().sentence())
        return at

    def clean(self) -> dict[str, Any]:
        """A change of hands names both hands."""
        cleaned: dict[str, Any] = super().clean() or {}
        changes = (CustodyAction.HANDED_OVER, CustodyAction.RECEIVED, CustodyAction.RETURNED)
        if cleaned.get("action") in changes and not cleaned.get("target"):
            self.add_error("target", _("Write who receives it."))
        return cleaned

    def step(self) -> NewStep:
        """What a valid form says."""
        return NewStep(**{name: self.cleaned_data[name] for name in NewStep.__slots__})


_UNBOUND = _("Nothing of it is bound")


def use_field(nothing: Any = _UNBOUND) -> forms.ChoiceField:
    """As what something is used that another State bound; `nothing` is the choice of none."""
    return forms.ChoiceField(
        label=_("Use of what another State gave"),
        help_text=_("Only for items that another State bound to a use (UNTOC 18(19))."),
        choices=[
            ("", nothing),
            (Use.STATED, _("For what the State that gave it was told")),
            (Use.ALLOWED, _("For another use that it allowed")),
            (Use.CLEARING, _("To clear an accused person; it was told before")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class ExportForm(OnceForm):
    """Which items go into a package, for whom and what for."""

    items = forms.MultipleChoiceField(
        label=_("Items"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All of one compartment. Files that were destroyed are listed without content."
        ),
    )
    recipient = _words(
        _("For whom"), 200, help_text=_("The court or authority; it stands in the custody.")
    )
    purpose = _words(_("Purpose"), 1000)
    use = use_field(_("Nothing in the package is bound"))

    def __init__(self, *args: Any, candidates: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(item.pk): item for item in candidates}
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [
            (pk, f"{item.title} ({item.get_compartment_display()}, {item.handling})")
            for pk, item in self.candidates.items()
        ]
        if not bounds_on([item.pk for item in self.candidates.values()]):
            del self.fields["use"]

    def chosen(self) -> list[Item]:
        """The items of a valid form."""
        return [self.candidates[pk] for pk in self.cleaned_data["items"]]
