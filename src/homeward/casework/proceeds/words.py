"""The tracing library's errors, rejections and warnings in the reader's language.

Facts are put in by name; amounts are written as money where the currency is known.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from homeward.casework.proceeds import (
    chain_words,
    reading_words,
    statement_words,
    tracing_words,
    warning_words,
)
from homeward.casework.proceeds.warning_words import TAKEN, UNMATCHED
from homeward.foundation.web.formats import exponent_of, listing, money_text
from homeward.tracing.errors import TracingError

_OF_FILES = (reading_words, statement_words, chain_words)
ERRORS = {**tracing_words.ERRORS, **chain_words.ERRORS}
REASONS = {
    code: word for each in (tracing_words, *_OF_FILES) for code, word in each.REASONS.items()
}
WARNINGS = {
    code: word for each in (warning_words, *_OF_FILES) for code, word in each.WARNINGS.items()
}

# The fields of a ledger as an officer calls them.
FIELDS: dict[str, Promise] = {
    "id": gettext_lazy("payment id"),
    "time": gettext_lazy("time"),
    "source": gettext_lazy("account that pays"),
    "target": gettext_lazy("account that is paid"),
    "amount": gettext_lazy("amount"),
    "currency": gettext_lazy("currency"),
    "credited": gettext_lazy("amount credited"),
    "credited_currency": gettext_lazy("currency credited"),
    "credited_time": gettext_lazy("time of the credit"),
    "reference": gettext_lazy("end-to-end reference"),
    "order": gettext_lazy("order of the statement"),
    "reverses": gettext_lazy("payment given back"),
    "row": gettext_lazy("whole row"),
}
RULES: dict[str, Promise] = {
    "fifo": pgettext_lazy("rule", "First in, first out"),
    "lifo": pgettext_lazy("rule", "Last in, first out"),
    "pro-rata": pgettext_lazy("rule", "In proportion"),
    "lowest-balance": pgettext_lazy("rule", "Lowest intermediate balance"),
    "claimant-first": pgettext_lazy("rule", "Claimant first"),
}
RULE_HELP: dict[str, Promise] = {
    "fifo": gettext_lazy("Money that came into an account first leaves it first."),
    "lifo": gettext_lazy("Money that came into an account last leaves it first."),
    "pro-rata": gettext_lazy("Every payment takes proceeds in proportion to the balance."),
    "claimant-first": gettext_lazy("Proceeds leave an account before its clean money does."),
    "lowest-balance": gettext_lazy(
        "An account's clean money leaves first; proceeds cannot exceed its lowest balance since."
    ),
}
# What stands in a run's result beside the library's own warnings.
MATCHED = "hand_over_matched"
_MATCHED = gettext_lazy(
    "An officer, not its reference, matched the hand-over {reference} from {sender} to payment "
    "{payment}. Reason: {reason}"
)
_WARNINGS = {**WARNINGS, MATCHED: _MATCHED}
_AMOUNTS = ("amount", "claimed", "credited", "missing", "left", "right", "handed", "recorded")


def sentence_for(error: TracingError, currency: str = "", exponent: int | None = None) -> str:
    """What an error says; `currency` writes its amounts as money where the error names none.

    `exponent` is that of the ledger, here and below; None: the decimals of the currency.
    """
    text = ERRORS.get(error.code, ERRORS["tracing_error"])
    return _filled(text, error.params, currency, exponent)


def sentence_of_code(
    code: str, params: Mapping[str, Any], fallback: str = "", exponent: int | None = None
) -> str:
    """The sentence of an error that was stored as code and facts."""
    try:
        return _filled(ERRORS[code], params, "", exponent)
    except KeyError:
        return fallback


def rejection_reason(code: str, field: str, params: Mapping[str, Any]) -> str:
    """Why a row is refused at a field, as a sentence of its own."""
    reason = _filled(REASONS[code], {"field": field_word(field), **params}, None)
    return f"{reason[:1].upper()}{reason[1:]}."


def rejection_sentence(code: str, field: str, params: Mapping[str, Any], row: int) -> str:
    """The refused row, its field and the reason."""
    return _("Row %(row)s, %(field)s: %(reason)s") % {
        "row": row,
        "field": field_word(field),
        "reason": rejection_reason(code, field, params),
    }


def warning_sentence(code: str, params: Mapping[str, Any], exponent: int | None = None) -> str:
    """A fact that a reader of a result must know."""
    if code == "hand_over_unmatched":
        reason = str(params["reason"])
        params = {**params, "reason": str(UNMATCHED.get(reason, reason))}
    if "taken" in params:
        taken = str(params["taken"])
        params = {**params, "taken": str(TAKEN.get(taken, taken))}
    return _filled(_WARNINGS[code], params, "", exponent)


def field_word(field: str) -> str:
    """A ledger's field in the reader's language."""
    return str(FIELDS.get(field, field))


def rule_word(rule: str) -> str:
    """A rule of tracing in the reader's language."""
    return str(RULES.get(rule, rule))


def _filled(
    text: str | Promise,
    params: Mapping[str, Any],
    currency: str | None,
    exponent: int | None = None,
) -> str:
    """The text with its facts; a currency of None leaves amounts as they came from the file."""
    known = "" if currency is None else str(params.get("currency") or currency)
    facts = {name: _shown(name, value, known, exponent) for name, value in params.items()}
    if known and "currency" in params:
        # The amounts already carry it: "12.00 XAD XAD" helps nobody.
        return str(text).replace("{amount} {currency}", "{amount}").format(**facts)
    return str(text).format(**facts)


def _shown(name: str, value: Any, currency: str, exponent: int | None) -> str:
    if isinstance(value, list | tuple):
        return listing([str(each) for each in value], get_language() or "en")
    if currency and name in _AMOUNTS and str(value).lstrip("-").isdigit():
        decimals = exponent_of(currency) if exponent is None else exponent
        return money_text(int(value), currency, exponent=decimals)
    return str(value)
