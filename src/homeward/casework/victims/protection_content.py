"""What a letter to a service may say of danger and protection, where the consent covers safety."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from homeward.casework.victims.models import SupportFile
from homeward.casework.victims.queries.protection import threat_words
from homeward.foundation.access.models import User

Pairs = Sequence[tuple[str, str]]


def safety(viewer: User, file: SupportFile, domain: str) -> Pairs:
    """The threat as it was assessed last: level, day and sources.

    On what it rests, what protects the person and where he is, stays inside: a service needs none
    of it to help, and whoever reads the letter might pass it on.
    """
    return [(_("Threat"), threat_words(viewer, file))]
