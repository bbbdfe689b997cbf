"""The form by which an alarm is settled."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SettleForm(forms.Form):
    """What was found out and done about an alarm."""

    restored = forms.BooleanField(
        label=_("The other State's node was restored: accept that its journal begins anew"),
        required=False,
    )
    note = forms.CharField(label=_("What was found out and done"), max_length=500)
