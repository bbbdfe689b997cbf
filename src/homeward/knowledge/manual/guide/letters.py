"""The eight subjects of the manual: 59/154 §7 (a) to (h), in our own words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LETTERS: dict[str, tuple[Promise, Promise]] = {
    "a": (
        _("Preventing"),
        _("What people who may become victims can do beforehand, and those who answer for them."),
    ),
    "b": (
        _("Dismantling groups"),
        _("Preventing by taking organized and terrorist groups apart, and what pays for them."),
    ),
    "c": (
        _("Working with companies"),
        _("Lasting agreements with banks, telecoms, platforms, insurers, carriers and media."),
    ),
    "d": (
        _("Reacting to a crisis"),
        _("From the first call until the victim is free: who does what, and who decides."),
    ),
    "e": (
        _("The offence in law"),
        _("The least that an offence of kidnapping should hold, so that States understand each"
          " other and figures can be compared."),
    ),
    "f": (
        _("Victims and families"),
        _("Helping, protecting and hearing those who were taken and those who wait for them."),
    ),
    "g": (
        _("Authorities in charge"),
        _("Who is competent in each State, and how that authority is reached at any hour."),
    ),
    "h": (
        _("Procedures"),
        _("Sending data, asking other States, rescuing, keeping evidence, and going to court."),
    ),
}  # fmt: skip


def letter_name(letter: str) -> str:
    """The short name of a subject in the reader's language; the letter where it is unknown."""
    found = LETTERS.get(letter)
    return str(found[0]) if found else letter
