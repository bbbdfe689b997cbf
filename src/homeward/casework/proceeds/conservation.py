"""The conservation line of a claim in one sentence: what came in is what is accounted for.

claimed + received + converted in = held + in transit + out + handed + fees + converted out +
displaced, in minor units of one currency; terms that are zero are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from homeward.casework.proceeds.models import Party
from homeward.foundation.web.formats import listing, money_text

TERMS_IN: dict[str, Promise] = {
    "claimed": gettext_lazy("%(amount)s claimed"),
    "received": gettext_lazy("%(amount)s received from other States"),
    "converted_in": gettext_lazy("%(amount)s exchanged into this currency"),
}
TERMS_OUT: dict[str, Promise] = {
    "held": gettext_lazy("%(amount)s held in accounts"),
    "in_transit": gettext_lazy("%(amount)s in transit"),
    "out": gettext_lazy("%(amount)s paid out beyond the ledger"),
    "handed": gettext_lazy("%(amount)s handed over to other States"),
    "fees": gettext_lazy("%(amount)s of fees"),
    "converted_out": gettext_lazy("%(amount)s exchanged into another currency"),
    "displaced": gettext_lazy("%(amount)s displaced by another claim"),
}
TERMS = (*TERMS_IN, *TERMS_OUT)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of the line in minor units; they are equal, or the result is not shown."""

    came_in: int
    accounted_for: int

    @property
    def is_balanced(self) -> bool:
        """Whether the line adds up."""
        return self.came_in == self.accounted_for


def sides_of(line: Mapping[str, Any]) -> Sides:
    """The two sums of a line."""
    return Sides(
        sum(int(line.get(term, 0)) for term in TERMS_IN),
        sum(int(line.get(term, 0)) for term in TERMS_OUT),
    )


def line_sentence(line: Mapping[str, Any], exponent: int | None = None) -> str:
    """The line as one sentence with its figures; every term that is zero is left out."""
    return _("%(came_in)s = %(accounted_for)s.") % {
        "came_in": _joined(TERMS_IN, line, exponent),
        "accounted_for": _joined(TERMS_OUT, line, exponent),
    }


def _joined(terms: dict[str, Promise], line: Mapping[str, Any], exponent: int | None) -> str:
    currency = str(line["currency"])
    shown = [
        str(word) % {"amount": money_text(int(line[term]), currency, exponent=exponent)}
        for term, word in terms.items()
        if int(line.get(term, 0))
    ]
    if not shown:
        return money_text(0, currency, exponent=exponent)
    return listing(shown, get_language() or "en")


def totals_of(party: Party) -> list[dict[str, Any]]:
    """The lines a State reported, amounts as integers (they travel as text)."""
    reported = party.report.get("totals", [])
    return [
        {k: int(v) if k in TERMS and v not in (None, "") else v for k, v in line.items()}
        for line in reported
    ]
