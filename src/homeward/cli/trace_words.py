"""Counts, notes and JSON as the command says them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from homeward.tracing.answers.words import money
from homeward.tracing.warning import TraceWarning

_OF_ONE = {
    "order_depends": (("1 moments,", "1 moment,"),),
    "credit_before_debit": (
        (
            "1 payments are credited before they are debited, among them",
            "1 payment is credited before it is debited, namely",
        ),
    ),
    "credited_above_amount": (
        (
            "1 payments credit more than they debit in the same currency, among them",
            "1 payment credits more than it debits in the same currency, namely",
        ),
    ),
    "amounts_rounded": (
        (
            "1 amounts were rounded on import, among them those of rows",
            "1 amount was rounded on import, that of row",
        ),
    ),
    "rows_left_out": (
        (
            "1 rows of the ledger were refused and left out, among them",
            "1 row of the ledger was refused and left out, namely",
        ),
        ("; what they would", "; what it would"),
    ),
    "openings_computed": (
        (
            "The opening balances of 1 accounts were computed as the smallest that avoid every "
            "shortfall; they are listed as unexplained and count",
            "The opening balance of 1 account was computed as the smallest that avoids every "
            "shortfall; it is listed as unexplained and counts",
        ),
    ),
    "openings_exceeded": (
        (
            "1 accounts go beyond the opening balances that were pinned with the index, among "
            "them those of",
            "1 account go beyond the opening balance that was pinned with the index, namely "
            "those of",
        ),
    ),
    "opening_account_unknown": (
        (
            "1 accounts with an opening balance have no payment in the ledger, among them",
            "1 account with an opening balance has no payment in the ledger, namely",
        ),
    ),
    "exit_account_unknown": (
        (
            "1 exit accounts are not in the ledger, among them",
            "1 exit account is not in the ledger, namely",
        ),
    ),
    "time_ambiguous": (
        (
            "1 times fall in the hour that is repeated when clocks go back, among them those of "
            "rows",
            "1 time falls in the hour that is repeated when clocks go back, that of row",
        ),
    ),
    "payments_foreign": (
        ("1 payments touch", "1 payment touches"),
        ("and were not used, among them", "and was not used, namely"),
    ),
}
"""What the library's sentences say of several, and the same of one; the counts stand before every
identifier, so that none is ever changed."""

_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def counted(number: int, thing: str) -> str:
    """A number with its noun, in the plural where it is not one."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def note(warning: TraceWarning, exponent: int | None) -> str:
    """A warning as a note: amounts as in the tables, and the singular where it is about one."""
    sentence = warning.sentence(lambda amount: money(amount, exponent))
    params: Mapping[str, Any] = warning.params
    if params.get("count", params.get("moments")) == 1:
        for several, one in _OF_ONE.get(warning.code, ()):
            sentence = sentence.replace(several, one, 1)
    if str(params.get("moved")) == "1":  # of many rows, too
        sentence = sentence.replace(" moved 1 minor units in all", " moved 1 minor unit in all")
    return f"Note: {sentence}"


def json_text(document: Mapping[str, Any]) -> str:
    """A document as JSON; signs that nobody sees, or that a terminal would obey, are escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
