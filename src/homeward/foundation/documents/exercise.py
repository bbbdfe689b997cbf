"""The mark of an exercise: on every page of every document that an exercise node makes."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Mark:
    """A word across the page and a line at its top; both empty on a node of another environment."""

    word: str
    line: str


def mark_of(language: str) -> Mark:
    """The mark of this node in a language."""
    if settings.HOMEWARD_ENVIRONMENT != "exercise":
        return Mark("", "")
    with translation.override(language):
        return Mark(_("EXERCISE"), _("EXERCISE: nothing here is real."))
