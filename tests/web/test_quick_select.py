"""A quick select says what Django's own says."""

import pytest
from django import forms
from django.test.html import parse_html

from homeward.foundation.web.forms import QuickSelect, styled_widget

CHOICES = [("", "Any"), ("a", 'A & "b" <c>'), ("é", "É")]


@pytest.mark.parametrize("chosen", ["", "a", "é", "<unknown>"])
@pytest.mark.parametrize("disabled", [False, True])
def test_it_is_the_markup_of_the_slow_one(chosen: str, disabled: bool) -> None:
    def made(widget: type[forms.Select]) -> str:
        class Filter(forms.Form):
            one = forms.ChoiceField(
                label="One",
                choices=CHOICES,
                required=False,
                disabled=disabled,
                help_text="What it is.",
                widget=widget(attrs={"data-x": "1"}),
            )

        return styled_widget(Filter({"one": chosen}, initial={"one": chosen})["one"])

    assert parse_html(made(QuickSelect)) == parse_html(made(forms.Select))
    assert "<c>" not in made(QuickSelect)
