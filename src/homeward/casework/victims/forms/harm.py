"""The forms of losses, and of amounts one for each row of a list."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import PastDay
from homeward.casework.cases.forms.ransom import CURRENCY
from homeward.casework.cases.models import Case
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.queries.items import items_of
from homeward.casework.cases.versions import LARGEST
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.actions.harm import LossFacts
from homeward.casework.victims.forms.fields import long_text, offer
from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.files import files_of
from homeward.casework.victims.words.harm import BorneBy, LossKind
from homeward.foundation.access.models import User
from homeward.foundation.web.errors import NotAnAmount
from homeward.foundation.web.formats import money_text, parse_money

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Choices = Sequence[tuple[str, _StrOrPromise]]
NAMED = (BorneBy.EMPLOYER, BorneBy.INSURER, BorneBy.OTHER)


def currency_field() -> forms.CharField:
    """Three letters of a currency."""
    words = _("Three letters, such as XAD.")
    return forms.CharField(label=_("Currency"), max_length=3, help_text=words)


def amount_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """An amount as the reader's language writes it."""
    return forms.CharField(label=label, max_length=40, required=required, help_text=help_text)


class MoneyForm(CleanForm):
    """A form with amounts; `minor` reads one and says at its field what is wrong with it."""

    def clean_currency(self) -> str:
        """Three letters of ISO 4217."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if not CURRENCY.fullmatch(code):
            raise forms.ValidationError(_("Write the three letters of the currency."))
        return code

    def minor(self, name: str, currency: str, most: int | None = None) -> int:
        """Minor units of what stands in a field, at most `most`; 0 for nothing or an error."""
        text = (self.cleaned_data.get(name) or "").strip()
        if not text:
            return 0
        try:
            found = parse_money(text, currency, get_language() or "en")
        except NotAnAmount as error:
            self.add_error(name, error.sentence())
            return 0
        if found == 0 and most is not None:
            return 0
        if not 0 < found <= LARGEST:
            self.add_error(name, _("An amount must be more than zero, and not too large to keep."))
            return 0
        if most is not None and found > most:
            allowed = _("At most %(most)s.") % {"most": money_text(most, currency)}
            self.add_error(name, allowed)
            return 0
        return found


def item_field(*, required: bool) -> forms.IntegerField:
    """The number of an item of the case."""
    return forms.IntegerField(
        label=_("Number of the item that shows the loss"),
        required=required,
        min_value=1,
        max_value=LARGEST,
        help_text=_("A document of the case: receipt, statement, letter. You must see it there."),
    )


def clean_item(form: forms.Form, viewer: User, case: Case) -> int | None:
    """The number of an item that the viewer sees; ValidationError for any other."""
    number: int | None = form.cleaned_data.get("item")
    if number is not None and not items_of(viewer, case).filter(pk=number).exists():
        raise forms.ValidationError(
            _("No item of this number is open to you in the case. Look its number up there.")
        )
    return number


class LossForm(MoneyForm, OnceForm):
    """What the person lost or paid, when, who bore it, and what shows it."""

    kind = forms.ChoiceField(label=_("What was lost"), choices=LossKind.choices)
    amount = amount_field(_("Amount"), required=True)
    currency = currency_field()
    from_day = PastDay(label=_("Day, or first day"))
    until_day = PastDay(label=_("Last day, where it went on"), required=False)
    borne_by = forms.ChoiceField(label=_("Who paid it, or went without"), choices=BorneBy.choices)
    borne_file = forms.ChoiceField(
        label=_("File of the relative"), required=False, help_text=_("Where a relative paid.")
    )
    borne_name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("Of the employer, the insurer or somebody else."),
    )
    item = item_field(required=False)
    note = long_text(_("Note"), required=False)

    def __init__(self, *args: Any, viewer: User, file: SupportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.file = viewer, file
        others = files_of(viewer, file.case).exclude(pk=file.pk)
        self.relatives = {str(one.pk): one for one in others}
        named = [(key, one.person.name or "–") for key, one in self.relatives.items()]
        offer(self, "borne_file", [("", _("Choose the file")), *named])

    def clean_item(self) -> int | None:
        """As the case shows it to the writer."""
        return clean_item(self, self.viewer, self.file.case)

    def clean(self) -> dict[str, Any]:
        """Minor units, a span that does not run backwards, and who bore it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("currency"):
            self.units = self.minor("amount", given["currency"])
        first, last = given.get("from_day"), given.get("until_day")
        if first and last and last < first:
            self.add_error("until_day", _("The last day is before the first. Check both."))
        if given.get("borne_by") == BorneBy.RELATIVE and not given.get("borne_file"):
            self.add_error("borne_file", _("Choose the file of the relative who paid."))
        if given.get("borne_by") in NAMED and not given.get("borne_name"):
            self.add_error("borne_name", _("Write who it was."))
        return given

    def facts(self) -> LossFacts:
        """What a valid form says."""
        given = self.cleaned_data
        names = ("kind", "currency", "from_day", "until_day", "borne_by", "note")
        name = given["borne_name"] if given["borne_by"] in NAMED else ""
        plain = {one: given[one] for one in names}
        return LossFacts(amount=self.units, borne_name=name, **plain)

    @property
    def relative(self) -> SupportFile | None:
        """The file of the relative who bore it."""
        return self.relatives.get(self.cleaned_data.get("borne_file") or "")


class EvidenceForm(CleanForm):
    """One more item that shows a loss."""

    item = item_field(required=True)

    def __init__(self, *args: Any, viewer: User, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.case = viewer, case

    def clean_item(self) -> int | None:
        """As the case shows it to the writer."""
        return clean_item(self, self.viewer, self.case)


class VerifyForm(CleanForm):
    """That somebody read what shows a loss."""

    read = forms.BooleanField(label=_("I read what shows this loss, and its amount is right."))


class WithdrawForm(CleanForm):
    """Why a loss counts no more."""

    why = long_text(_("Why it is withdrawn"))
