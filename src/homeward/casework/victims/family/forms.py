"""What a relative types on the way in. Every control says that no browser should remember it."""

from typing import Any

from django import forms

from homeward.casework.victims.family import codes, passphrases, texts

_UNREMEMBERED = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_DIGITS = _UNREMEMBERED | {"inputmode": "numeric"}


class _Digits(forms.CharField):
    """Digits of any script, with spaces and dashes as people type them."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs=_DIGITS)
        super().__init__(max_length=100, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return codes.typed(super().to_python(value) or "")


class _Checked(_Digits):
    """Digits of which two check the others: a slip is told before anything is asked."""

    def __init__(self, *, digits: int, wrong: Any, **options: Any) -> None:
        self.digits, self.wrong = digits, wrong
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not codes.is_sound(value, self.digits):
            raise forms.ValidationError(self.wrong)


class _Words(forms.CharField):
    """A passphrase, hidden as it is typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs=_UNREMEMBERED)
        super().__init__(max_length=passphrases.LONGEST, strip=False, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return passphrases.tidy(super().to_python(value) or "")


def _number() -> _Checked:
    return _Checked(
        label=texts.NUMBER,
        help_text=texts.NUMBER_HELP,
        digits=codes.NUMBER_DIGITS,
        wrong=texts.NUMBER_WRONG,
    )


class SignInForm(forms.Form):
    """Number and words."""

    number = _number()
    words = _Words(label=texts.WORDS, help_text=texts.WORDS_HELP)


class SecondForm(forms.Form):
    """A code of the list or of the app."""

    code = _Digits(label=texts.CODE)


class NewForm(forms.Form):
    """Number and first code of a letter."""

    number = _number()
    code = _Checked(
        label=texts.FIRST_CODE,
        help_text=texts.FIRST_CODE_HELP,
        digits=codes.FIRST_CODE_DIGITS,
        wrong=texts.FIRST_CODE_WRONG,
    )


class ChooseForm(forms.Form):
    """Words of the person's own, twice, and what the second step will be."""

    words = _Words(label=texts.WORDS_NEW, help_text=texts.CHOOSE_HELP)
    again = _Words(label=texts.WORDS_AGAIN)
    how = forms.ChoiceField(
        label=texts.HOW,
        choices=[("list", texts.HOW_LIST), ("app", texts.HOW_APP)],
        initial="list",
        widget=forms.RadioSelect,
    )

    def clean_words(self) -> str:
        """Long enough, and not easy to guess."""
        words: str = self.cleaned_data["words"]
        passphrases.check(words)
        return words

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("words") and given.get("again") and given["words"] != given["again"]:
            self.add_error("again", texts.WORDS_DIFFER)
        return given
