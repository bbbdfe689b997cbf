"""Who entered by hand what a State without a node did: said wherever such a change is shown."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from homeward.casework.cooperation.models import Change
from homeward.foundation.access.models import User


def names_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """The names of persons by their numbers."""
    found = {number for number in numbers if number is not None}
    return dict(User.objects.filter(pk__in=found).values_list("pk", "full_name")) if found else {}


def entered_words(changes: Iterable[Change]) -> dict[int, str]:
    """The mark of each change that a person entered from a paper, by the change's number here."""
    entered = [change for change in changes if change.entered_by is not None]
    names = names_of(change.entered_by for change in entered)
    return {
        change.pk: _("Entered by hand by %(name)s")
        % {"name": names.get(change.entered_by or 0, _("a person of this node"))}
        for change in entered
    }


def entered_states(changes: Iterable[Change]) -> dict[str, str]:
    """The same mark by the state to which such a change led, the last one where there are two."""
    made = list(changes)
    words = entered_words(made)
    return {change.led_to: words.get(change.pk, "") for change in made if change.led_to}
