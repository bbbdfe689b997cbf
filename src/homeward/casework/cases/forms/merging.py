"""The form of merging two files; its undoing asks for a reason only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.forms.people import WhyForm


class MergeForm(WhyForm):
    """The file that remains."""

    reference = forms.CharField(
        label=_("Reference of the file that remains"),
        max_length=24,
        help_text=_(
            "This file becomes a pointer to it. You must lead both. Nobody sees more than before,"
            " and the merge can be undone."
        ),
    )
    field_order = ("reference", "why")
