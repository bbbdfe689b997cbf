"""Words of items for pages: codes with their meaning, what is kept too long, steps of custody."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from homeward.casework.cases.models import Item
from homeward.foundation.web.components import Fact
from homeward.foundation.web.formats import day_text
from homeward.foundation.web.templatetags.web import status
from homeward.foundation.web.tones import Tone


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the list: the item, and whether it is kept too long."""

    item: Item
    retention: SafeString | str


def item_row(item: Item, today: date) -> ItemRow:
    """The item as a line of the list."""
    return ItemRow(item, retention_words(item, today))


def retention_words(item: Item, today: date) -> SafeString | str:
    """Until when it may be kept; a passed date is shown as what it is."""
    if item.retention_until is None:
        return ""
    until = day_text(item.retention_until)
    if item.retention_until >= today:
        return until
    return status(Tone.DANGER, _("Kept too long: until %(day)s") % {"day": until})


def code_facts(item: Item, today: date) -> list[Fact]:
    """Every code in words; a scheme that was not used is left out."""
    used = [
        (_("Handling code"), item.get_handling_display()),
        (_("Other limits"), item.limits),
        (_("Source (4x4)"), item.get_source_grade_display() if item.source_grade else ""),
        (
            _("Information (4x4)"),
            item.get_information_grade_display() if item.information_grade else "",
        ),
        (
            _("Source (admiralty code)"),
            item.get_admiralty_source_display() if item.admiralty_source else "",
        ),
        (
            _("Information (admiralty code)"),
            item.get_admiralty_information_display() if item.admiralty_information else "",
        ),
        (_("Who may be told (TLP 2.0)"), item.get_tlp_display()),
        (_("What may be done with it (PAP)"), item.get_pap_display()),
    ]
    facts = [Fact(label, value) for label, value in used if value]
    facts.append(Fact(_("Lawful basis"), item.lawful_basis or None))
    facts.append(Fact(_("Keep until"), retention_words(item, today) or None))
    return facts
