"""Warnings that travel with a result: facts a reader must know before relying on it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from homeward.tracing import statement_words

if TYPE_CHECKING:
    from homeward.tracing.result import Unexplained

SENTENCES = {
    **statement_words.SENTENCES,
    "order_depends": (
        "The result may depend on the order of payments made at one moment, for which the ledger "
        "declares no order ({moments} moments, among them payments {payments}); they were taken "
        "in the order of the file."
    ),
    "credit_before_debit": (
        "{count} payments are credited before they are debited, among them {payments}; each "
        "credit was taken at the moment of its debit."
    ),
    "credited_above_amount": (
        "{count} payments credit more than they debit in the same currency, among them "
        "{payments}; the surplus counts as a negative fee."
    ),
    "amounts_rounded": (
        "{count} amounts were rounded on import, among them those of rows {rows}; the rounding "
        "moved {moved} minor units in all."
    ),
    "amounts_look_grouped": (
        "{count} amounts have a point and three digits after it, where {exponent} decimals are "
        "kept, among them those of rows {rows}; no amount of their file tells whether the point "
        "marks decimals or thousands. It was taken to mark decimals: 1.500 is one and a half. If "
        "it marks thousands, write the amounts without it."
    ),
    "rows_left_out": (
        "{count} rows of the ledger were refused and left out, among them {rows}; what they would "
        "have moved is not in the result."
    ),
    "unexplained": (
        "Debits beyond what the ledger explains come to {amount} {currency}, {percent} per cent "
        "of what was debited in that currency; the missing amounts count as clean money."
    ),
    "openings_computed": (
        "The opening balances of {count} accounts were computed as the smallest that avoid every "
        "shortfall; they are listed as unexplained and count as clean money."
    ),
    "openings_beyond": (
        "Opening balances of {amount} {currency} were computed for later payments too: less than "
        "that is debited in this currency up to this moment. They count as clean money."
    ),
    "openings_exceeded": (
        "The debits of {count} accounts go beyond the opening balances that were pinned with the "
        "index, among them those of {accounts}; what is missing counts as clean money that enters "
        "then."
    ),
    "opening_account_unknown": (
        "{count} accounts with an opening balance have no payment in the ledger, among them "
        "{accounts}."
    ),
    "exit_account_unknown": "{count} exit accounts are not in the ledger, among them {accounts}.",
    "time_ambiguous": (
        "{count} times fall in the hour that is repeated when clocks go back, among them those of "
        "rows {rows}; the earlier moment was taken."
    ),
    "dates_alone": (
        "{count} payments carry a date alone, among them those of rows {rows}, and others a time "
        "of day. A date alone counts as its midnight, so payments of that day with a time come "
        "later. Give every payment its time, or give days only."
    ),
    "sequence_unclear": (
        "The rows of {file} run neither from the oldest to the newest nor back: row {row} is the "
        "first that breaks the direction of most. They were taken as {taken}, which orders "
        "payments of one moment. Put the rows in sequence, or give their order in the field order."
    ),
    "sequence_unknown": (
        "All rows of {file} share one moment, so they do not tell whether the oldest or the newest "
        "comes first; they were taken as {taken}. If that is wrong, turn the rows round, or give "
        "their order in the field order."
    ),
    "accounts_alike": (
        "{count} account identifiers differ from another one only in spaces, letter case or signs "
        "that nobody sees, among them {pairs}. They count as accounts of their own. Where two "
        "mean one account, write it alike in every row."
    ),
    "sheets_passed_over": (
        "Of {file} only the first sheet was read, which is {sheet}; {count} others hold something "
        "too and were passed over: {sheets}. If payments are on them, save each sheet as a file of "
        "its own and give the files together."
    ),
    "hand_over_unmatched": (
        "The hand-over {reference} of {amount} {currency} from {sender} matches no payment of this "
        "ledger ({reason}); its proceeds stay in transit."
    ),
    "hand_over_amount_differs": (
        "The hand-over {reference} is of a payment of {handed}, and this ledger records "
        "{recorded}; the sender's amount was used."
    ),
    "hand_over_credit_earlier": (
        "The hand-over {reference} was debited at {debited}, after this ledger credits it; the "
        "credit was taken at the moment of the debit."
    ),
    "reference_not_unique": (
        "Payment {payment} to another State has no reference of its own, so it was handed over as "
        "{reference} and the receiver cannot match it without an officer."
    ),
    "bounds_only": (
        "Under the rule {rule} every account reached counts as reached wholly: the amounts are "
        "upper bounds, are not added up, and serve for leads only."
    ),
    "payments_foreign": (
        "{count} payments touch no account of {state} and were not used, among them {payments}."
    ),
    "rows_moving_nothing": (
        "{count} rows move nothing (no value, or a call that failed) and are no payments, "
        "among them {rows}."
    ),
    "rows_alike": (
        "{count} rows repeat another row of their own file, among them {rows}. Each was taken "
        "for a payment of its own, as one transaction may do the same twice; if a file was "
        "put together by hand, give the exports themselves."
    ),
    "unconfirmed_left_out": (
        "{count} transactions are in no block and were left out, among them those of rows {rows}."
    ),
    "block_times_moved": (
        "{count} transactions are in blocks whose clock is behind that of an earlier block, "
        "among them those of rows {rows}; they were taken at the moment of the money that "
        "they spend."
    ),
}

OF_ONE = {
    **statement_words.OF_ONE,
    "order_depends": (
        "The result may depend on the order of payments made at one moment, for which the ledger "
        "declares no order ({moments} moment, among them payments {payments}); they were taken "
        "in the order of the file."
    ),
    "credit_before_debit": (
        "{count} payment is credited before it is debited, namely {payments}; the credit was "
        "taken at the moment of its debit."
    ),
    "credited_above_amount": (
        "{count} payment credits more than it debits in the same currency, namely {payments}; "
        "the surplus counts as a negative fee."
    ),
    "amounts_rounded": (
        "{count} amount was rounded on import, that of row {rows}; the rounding moved {moved} "
        "minor units in all."
    ),
    "amounts_look_grouped": (
        "{count} amount has a point and three digits after it, where {exponent} decimals are "
        "kept, that of row {rows}; no amount of its file tells whether the point marks decimals "
        "or thousands. It was taken to mark decimals: 1.500 is one and a half. If it marks "
        "thousands, write the amounts without it."
    ),
    "rows_left_out": (
        "{count} row of the ledger was refused and left out, namely {rows}; what it would have "
        "moved is not in the result."
    ),
    "openings_computed": (
        "The opening balance of {count} account was computed as the smallest that avoids every "
        "shortfall; it is listed as unexplained and counts as clean money."
    ),
    "openings_exceeded": (
        "The debits of {count} account go beyond the opening balance that was pinned with the "
        "index, namely those of {accounts}; what is missing counts as clean money that enters "
        "then."
    ),
    "opening_account_unknown": (
        "{count} account with an opening balance has no payment in the ledger, namely {accounts}."
    ),
    "exit_account_unknown": "{count} exit account is not in the ledger, namely {accounts}.",
    "time_ambiguous": (
        "{count} time falls in the hour that is repeated when clocks go back, that of row {rows}; "
        "the earlier moment was taken."
    ),
    "dates_alone": (
        "{count} payment carries a date alone, that of row {rows}, and others a time of day. A "
        "date alone counts as its midnight, so payments of that day with a time come later. Give "
        "every payment its time, or give days only."
    ),
    "accounts_alike": (
        "{count} account identifier differs from another one only in spaces, letter case or signs "
        "that nobody sees, namely {pairs}. Both count as accounts of their own. Where they mean "
        "one account, write it alike in every row."
    ),
    "sheets_passed_over": (
        "Of {file} only the first sheet was read, which is {sheet}; another holds something too "
        "and was passed over: {sheets}. If payments are on it, save each sheet as a file of its "
        "own and give the files together."
    ),
    "payments_foreign": (
        "{count} payment touches no account of {state} and was not used, namely {payments}."
    ),
    "rows_moving_nothing": (
        "{count} row moves nothing (no value, or a call that failed) and is no payment, "
        "namely {rows}."
    ),
    "rows_alike": (
        "{count} row repeats another row of its own file, namely {rows}. It was taken for a "
        "payment of its own, as one transaction may do the same twice; if the file was put "
        "together by hand, give the exports themselves."
    ),
    "unconfirmed_left_out": (
        "{count} transaction is in no block and was left out, that of row {rows}."
    ),
    "block_times_moved": (
        "{count} transaction is in a block whose clock is behind that of an earlier block, "
        "that of row {rows}; it was taken at the moment of the money that it spends."
    ),
}
"""The sentences that count something, where it is one."""

AMOUNTS = ("amount", "handed", "recorded")
"""Facts that are amounts in minor units."""


@runtime_checkable
class Summed(Protocol):
    """Rows that know their sums."""

    def totals(self) -> dict[str, int]:
        """The sum of each currency."""


@dataclass(frozen=True, slots=True)
class TraceWarning:
    """One warning: a stable `code`, its facts, and the sentence made from them."""

    code: str
    params: dict[str, Any]

    @property
    def message(self) -> str:
        """The English sentence, its amounts in minor units, and called so."""
        has_currency = "currency" in self.params
        return self.sentence(lambda amount: f"{amount} minor units" + " of" * has_currency)

    def sentence(self, money: Callable[[int], str]) -> str:
        """The English sentence, its amounts (minor units) written by `money`."""
        shown = {
            name: money(value) if name in AMOUNTS and isinstance(value, int) else _shown(value)
            for name, value in self.params.items()
        }
        is_one = self.params.get("count", self.params.get("moments")) == 1
        sentence = OF_ONE.get(self.code) if is_one else None
        return (sentence or SENTENCES[self.code]).format(**shown)

    def document(self) -> dict[str, Any]:
        """`{code, params, message}`, as it stands in the JSON document."""
        return {"code": self.code, "params": self.params, "message": self.message}


def _shown(value: Any) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def unexplained_warnings(
    rows: "Iterable[Unexplained]", debited: Mapping[str, int]
) -> list[TraceWarning]:
    """How much the ledger does not explain, as a share of what was debited, per currency."""
    if isinstance(rows, Summed):
        totals = rows.totals()
    else:
        totals = {}
        for row in rows:
            totals[row.currency] = totals.get(row.currency, 0) + row.amount
    return [_unexplained(*each, debited) for each in sorted(totals.items())]


def _unexplained(currency: str, amount: int, debited: Mapping[str, int]) -> TraceWarning:
    params: dict[str, Any] = {"amount": amount, "currency": currency}
    whole = debited.get(currency, 0)
    if amount > whole:  # pinned openings, asked for a moment before what they were computed for
        return TraceWarning("openings_beyond", params)
    return TraceWarning("unexplained", params | {"percent": f"{100 * amount / whole:.1f}"})
