"""The form by which an alarm is settled."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SettleForm(forms.Form):
    """What was found out and done about an alarm."""

    note = forms.CharField(label=_("What was found out and done"), max_length=500)
