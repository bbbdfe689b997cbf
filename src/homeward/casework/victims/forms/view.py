"""Giving a way to the family's page, its letters, and writing what it says."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cases.once import OnceForm
from homeward.casework.cases.visible import CleanForm
from homeward.casework.victims.caution import found_in, names_of
from homeward.casework.victims.errors.view import TextReveals
from homeward.casework.victims.family import texts
from homeward.casework.victims.family.content import Caller, Content, Promise
from homeward.casework.victims.forms.fields import AnyDay, long_text, offer
from homeward.casework.victims.models import Consent

LONGEST_DAYS = 366
ROWS, MOST_ROWS = 5, 40
MOST_SIGNS = 3000
HELP_FIELDS = ("complain", "help_now")
PROMISE_WORDS = {
    "open": pgettext_lazy("promise", "Still open"),
    "kept": pgettext_lazy("promise", "Kept"),
    "late": pgettext_lazy("promise", "Not kept in time"),
}


def languages() -> list[tuple[str, str]]:
    """The languages in which the page's fixed words are there."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class AccessForm(OnceForm):
    """By which consent somebody signs in, in which language, and until when."""

    consent = forms.ChoiceField(label=_("Consent to sign in to the family's page"))
    language = forms.ChoiceField(label=_("Language of page and letters"))
    expires_on = AnyDay(
        label=_("May sign in until"), help_text=_("At most a year; it can be given again.")
    )

    def __init__(self, *args: Any, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(one.pk): one for one in consents}
        offer(self, "consent", [(key, _named(one)) for key, one in self.consents.items()])
        offer(self, "language", languages())

    def clean_expires_on(self) -> date:
        """A day to come, within a year."""
        day: date = self.cleaned_data["expires_on"]
        if not localdate() < day <= localdate() + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Choose a day to come, at most a year from now."))
        return day

    @property
    def chosen(self) -> Consent:
        """The consent of a valid form."""
        return self.consents[self.cleaned_data["consent"]]


def _named(consent: Consent) -> str:
    who = consent.guardian.name if consent.guardian else consent.file.person.name
    return f"{who or '–'} · {consent.given_at:%Y-%m-%d}"


class LetterForm(CleanForm):
    """Which letter, and how it reaches the person; `after` so many letters."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    what = forms.ChoiceField(
        label=_("What to print"),
        choices=[
            ("whole", _("A letter with number, first code and list; all before it ends")),
            ("list", _("A new list of codes only; the person's own words stay")),
        ],
        initial="whole",
        widget=forms.RadioSelect,
    )
    handed = forms.ChoiceField(
        label=_("How it reaches the person"),
        choices=[("hand", _("I hand it over in person")), ("post", _("By post, with signature"))],
        widget=forms.RadioSelect,
        help_text=_("Never by e-mail or message, and never through another relative."),
    )


class WhyForm(CleanForm):
    """A reason."""

    why = long_text(_("Why"), rows=2)


class UpdateForm(OnceForm):
    """What the page says. Every text is looked through for what must not stand there."""

    language = forms.ChoiceField(label=_("Language"))
    name = forms.CharField(
        label=_("Name to greet the person by"),
        max_length=200,
        required=False,
        help_text=_("As agreed with the person; nothing where no name shall be seen."),
    )
    doing = forms.CharField(
        label=_("What is being done"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Short sentences, common words. What the person can expect, and when."),
    )
    complain = long_text(_("How to complain"), required=False)
    help_now = long_text(_("Where help is at once"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        offer(self, "language", languages())
        self.promises, self.callers = self._rows("promise"), self._rows("caller")
        for row in self.promises:
            self._add_promise(row)
        for row in self.callers:
            self._add_caller(row)
        last = ("complain", "help_now")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def _rows(self, what: str) -> range:
        """Five rows, or as many as are kept elsewhere or were sent."""
        given = [*self.initial, *self.data]
        numbers = (name.removeprefix(f"{what}_") for name in given if name.startswith(f"{what}_"))
        found = (int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 3)
        return range(1, min(max(ROWS, *found, ROWS), MOST_ROWS) + 1)

    def _add_promise(self, row: int) -> None:
        numbered = {"number": row}
        self.fields[f"promise_{row}"] = forms.CharField(
            label=_("Promise %(number)s") % numbered, max_length=500, required=False
        )
        self.fields[f"by_{row}"] = AnyDay(label=_("By which day"), required=False)
        self.fields[f"state_{row}"] = forms.ChoiceField(
            label=_("How the promise stands"), choices=list(PROMISE_WORDS.items()), required=False
        )

    def _add_caller(self, row: int) -> None:
        none = ("", _("Nobody"))
        self.fields[f"caller_{row}"] = forms.ChoiceField(
            label=_("Who may call, %(number)s") % {"number": row},
            choices=[none, *texts.CALLER_ROLES.items()],
            required=False,
        )
        self.fields[f"channel_{row}"] = forms.ChoiceField(
            label=_("How"), choices=list(texts.CHANNELS.items()), required=False
        )
        self.fields[f"when_{row}"] = forms.CharField(
            label=_("When"), max_length=200, required=False
        )

    def clean(self) -> dict[str, Any]:
        """Nothing of operations, no name of an officer, no long number; each told at its field."""
        given: dict[str, Any] = super().clean() or {}
        names = names_of(self.case)
        for field, value in list(given.items()):  # errors take fields out of it
            if not isinstance(value, str) or field == "language":
                continue
            called = [] if field == "name" else names  # the person may be called like a colleague
            found = found_in(value, self.case, called, open_help=field in HELP_FIELDS)
            if found:
                error = TextReveals(found=", ".join(map(str, found)))
                self.add_error(field, error.sentence())
        for row in self.promises:
            if given.get(f"by_{row}") and not given.get(f"promise_{row}"):
                self.add_error(
                    f"promise_{row}", _("Write what was promised, or leave the day empty.")
                )
        return given

    @property
    def content(self) -> Content:
        """What a valid form says."""
        given = self.cleaned_data
        promises = tuple(
            Promise(given[f"promise_{n}"], given[f"by_{n}"], given[f"state_{n}"] or "open")
            for n in self.promises
            if given[f"promise_{n}"]
        )
        callers = tuple(
            Caller(given[f"caller_{n}"], given[f"channel_{n}"] or "phone", given[f"when_{n}"])
            for n in self.callers
            if given[f"caller_{n}"]
        )
        plain = {name: given[name] for name in ("name", "doing", *HELP_FIELDS)}
        return Content(promises=promises, callers=callers, **plain)


def update_initial(
    content: Content, promises: Iterable[Promise], callers: Iterable[Caller]
) -> dict[str, Any]:
    """The first content of the form: the page before, with what is kept elsewhere by now."""
    first: dict[str, Any] = {
        name: getattr(content, name) for name in ("name", "doing", *HELP_FIELDS)
    }
    for row, promise in enumerate(list(promises)[:MOST_ROWS], 1):
        first |= {f"promise_{row}": promise.what, f"by_{row}": promise.by}
        first[f"state_{row}"] = promise.state
    for row, caller in enumerate(list(callers)[:MOST_ROWS], 1):
        first |= {f"caller_{row}": caller.role, f"channel_{row}": caller.channel}
        first[f"when_{row}"] = caller.when
    return first
