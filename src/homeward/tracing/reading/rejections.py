"""What an import says back: refused rows, rounded amounts, and the ledger that came of it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from homeward.tracing import statement_words
from homeward.tracing.chains.reasons import CHAIN_REASONS

if TYPE_CHECKING:
    from homeward.tracing.ledger import Ledger

REASONS = {
    **statement_words.REASONS,
    "value_missing": "the field {field} is empty. Fill it in",
    "time_not_read": "the time {value} is in no form of ISO 8601 that is read (to the microsecond "
    "at most). Write it as 2026-03-01T12:00:00Z",
    "time_digits_alone": "the time {value} is digits alone, which may be a date or a count of "
    "seconds. Write it as 2026-03-01T12:00:00Z",
    "zone_missing": "the time {value} carries no zone. Write it with its zone, or give the zone of "
    "all times that carry none",
    "time_nonexistent": "the time {value} does not exist in the zone {zone}, where clocks were set "
    "forward. Write it with its offset",
    "amount_not_number": "{value} is not an amount. Write digits, with a point before decimals",
    "amount_not_integer": "the amount {value} is not a whole number of minor units. Declare the "
    "exponent if amounts are in major units",
    "amount_does_not_divide": "the amount {value} has more decimals than the {exponent} kept. "
    "Leave the point out if it marks thousands; else declare a larger exponent, or ask for "
    "rounding",
    "amount_zero": "the amount is zero. Leave the row out",
    "amount_too_large": "the amount {value} is 2^62 minor units or more. Declare a smaller "
    "exponent",
    "amount_negative": "the amount {value} is negative, which marks a reversal. Ask for reversals "
    "to be turned round if it gives the money back",
    "credited_sign": "amount {amount} and credited amount {credited} have different signs. "
    "Correct one of them",
    "id_repeated": "the payment id {value} is used by an earlier row. Give each payment its own id",
    "order_not_integer": "the order {value} is not a whole number of 64 bits. Correct it",
    "account_two_currencies": "the account {account} is kept in {first} elsewhere and here in "
    "{here}. Ask for accounts to be split by currency if it holds both",
    "self_payment_differs": "an account pays itself {amount} and is credited {credited}. Correct "
    "the row, or record the fee as a payment of its own",
    "reverses_unknown": "it gives back the payment {value}, which is not in the ledger. Correct "
    "the link or add the payment",
    "reverses_mismatch": "it gives back the payment {value}, which went the other way between "
    "other accounts. Correct the link",
    "reverses_above_original": "it gives back {amount} of the payment {value}, which credited "
    "{credited}. Correct the amount",
    "reverses_later": "it gives back the payment {value}, which comes later. Correct the times",
    "account_total_too_large": "it takes the total of the account {account} to 2^62 minor units or "
    "more. Declare a smaller exponent",
    "nul_character": "the field {field} holds the character NUL. Remove it",
    "cell_unusable": "the cell of {field} holds {value}, which is no text, number or time. Write "
    "what it stands for",
    "identifier_as_number": "the cell of {field} is a number of more than 15 digits, of which a "
    "workbook changes the last ({value} is what it holds). Enter it anew in a column of text",
    "identifier_as_date": "the cell of {field} is a date or a time ({value}), and an identifier is "
    "wanted. Enter it anew in a column of text",
    "row_malformed": "it has {actual} fields and the header has {expected}. Correct the row",
    **CHAIN_REASONS,
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why a row is refused. Rows count from 1, without the header."""

    file: str
    row: int
    field: str
    code: str
    params: dict[str, Any]

    def sentence(self) -> str:
        """What is wrong with the row and what to do, as one English sentence."""
        reason = REASONS[self.code].format(**{"field": self.field, **self.params})
        return f"Row {self.row} of {self.file} is refused at {self.field}: {reason}."


@dataclass(frozen=True, slots=True)
class Rounded:
    """An amount that was rounded half to even; `taken` in minor units, `moved` = taken - given."""

    file: str
    row: int
    field: str
    given: str
    taken: int
    moved: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger and what happened to its rows on the way in."""

    ledger: "Ledger"
    rejections: tuple[Rejection, ...]
    rounded: tuple[Rounded, ...]

    def __len__(self) -> int:
        """How many payments were read."""
        return len(self.ledger)

    @property
    def moved(self) -> Decimal:
        """Sum of all rounding differences, without sign, in minor units."""
        return sum((abs(each.moved) for each in self.rounded), Decimal(0))
