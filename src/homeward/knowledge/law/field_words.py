"""What the fields of elements are called in the editor and in differences."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELD_LABELS = {
    "acts": _("Acts, any of which is enough"),
    "all": _("Acts that are needed besides"),
    "required": _("Needed"),
    "any": _("Any of these is enough"),
    "without_consent": _("Only against the victim's will"),
    "age": _("Age below which a will does not count"),
    "punishable": _("Punished"),
    "liable": _("Liable"),
    "min_months": _("At least, in months"),
    "max_months": _("At most, in months"),
    "life": _("Life"),
    "death": pgettext_lazy("penalty", "Death"),
    "fine": _("A fine"),
    "levels": _("Levels"),
    "no_levels": _("Nothing raises the penalty"),
    "below_age": _("Age below which a victim is protected"),
    "for_release": _("A ground is that the victim is let go"),
    "whole": _("Every offence is recorded of"),
    "grounds": _("Grounds"),
    "rules": _("Rules"),
    "kind": _("Kind"),
    "term_months": _("Term, in months"),
    "years": _("Years"),
    "none": _("No limit in time"),
    "kinds": _("Kinds"),
    "rights": _("Rights"),
    "required_for": pgettext_lazy("law", "Asked for"),
    "threshold_months": _("Extradition from a maximum of, in months"),
    "for_extradition": _("A treaty is needed to extradite"),
    "for_assistance": _("A treaty is needed to assist"),
}
OTHER_LABELS = {
    "state": _("State"),
    "legal_family": _("Legal family"),
    "key": _("Key"),
    "about": _("About"),
    "name": _("Name"),
    "title": _("Name in English"),
    "original": _("Original name"),
    "provision": _("Provision"),
    "iccs": _("Class of the ICCS"),
    "iccs_reason": _("Why this class"),
    "element": _("Element"),
    "status": _("How it is known"),
    "source": _("Source"),
    "paraphrase": _("Paraphrase"),
    "publisher": _("Publisher"),
    "address": _("Address"),
    "language": _("Language"),
    "copy_date": _("Date of the copy"),
    "read_on": _("Read on"),
    "role": _("Role"),
    "languages": _("Languages"),
    "treaty": _("Treaty"),
    "standing": pgettext_lazy("treaty", "Standing"),
    "since": _("Since"),
    "is_basis": _("Takes the treaty as a basis of extradition"),
    "covers": _("Covers"),
    "sectoral": _("Sectoral"),
    "states": _("With"),
    "in_force": _("In force since"),
}
HELP_LINES = _("One a line.")
HELP_LEVELS = _("One a line: the ground, then its figures, such as: death of the victim;"
                " min_months=240; life=true")  # fmt: skip


def field_label(name: str) -> str:
    """What a field is called; its name where it has no words."""
    return str(FIELD_LABELS.get(name) or OTHER_LABELS.get(name) or name)
