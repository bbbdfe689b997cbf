"""How an officer may have rows read that are not as usual: kept with the ledger, said with results.

Refusals of rows advise these options, so they stand on the forms of upload and mapping.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ReadingOption:
    """Its words on the form, and the sentence that every result carries where it was chosen."""

    label: str | Promise
    help: str | Promise
    said: str | Promise


OPTIONS: dict[str, ReadingOption] = {
    "round_amounts": ReadingOption(
        _("Round amounts that have more decimals"),
        _("Half to even. Otherwise their rows are refused."),
        _("Amounts with more decimals than the ledger keeps were rounded half to even."),
    ),
    "turn_reversals": ReadingOption(
        _("Turn negative amounts round"),
        _("Where a negative amount means that money was given back. Otherwise they are refused."),
        _("Negative amounts were read as payments the other way."),
    ),
    "split_currencies": ReadingOption(
        _("Keep one account for each currency"),
        _("Where an account holds several currencies. Otherwise its rows are refused."),
        _("An identifier with several currencies was kept as one account for each."),
    ),
}


def chosen(given: Mapping[str, Any]) -> dict[str, bool]:
    """The options that were chosen, as they are kept with a ledger."""
    return {name: True for name in OPTIONS if given.get(name)}


def arguments_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the tracing library takes them."""
    return {
        "round_amounts": bool(options.get("round_amounts")),
        "split_currencies": bool(options.get("split_currencies")),
        "reversals": "turn" if options.get("turn_reversals") else "reject",
    }


def sentences_of(options: Mapping[str, Any]) -> list[str]:
    """What a reader of a result must know of how the ledger was read."""
    return [str(option.said) for name, option in OPTIONS.items() if options.get(name)]
