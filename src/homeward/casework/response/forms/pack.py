"""The form of the print pack."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homeward.casework.cases.visible import CleanForm
from homeward.casework.response.pack import ROLES, PackRole


class PackForm(CleanForm):
    """For whom a copy is printed, and in which language."""

    role = forms.ChoiceField(
        label=_("Print it for"),
        help_text=_("The copy shows what this role and you may both see, and nothing else."),
    )
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"language": get_language()})
        super().__init__(*args, **options)
        roles = [(one.code, one.label) for one in ROLES.values()]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]

    @property
    def chosen_role(self) -> PackRole:
        """The role of a valid form."""
        return ROLES[self.cleaned_data["role"]]
