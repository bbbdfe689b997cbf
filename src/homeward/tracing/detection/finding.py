"""What a detector finds: a lead with its payments, its parameters and how often such leads hold."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.tracing.detection.figures import Figures, figures_of
from homeward.tracing.detection.patterns import DEFAULTS, Parameters, Pattern
from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.moments import moment_text

NOTICE = (
    "Findings are leads for an investigator. None of them proves anything; ordinary traffic makes "
    "the same shapes."
)

SENTENCES = {
    Pattern.STRUCTURING: (
        "Between {start} and {end}, {count} payments of {total} {currency} in all, each just below "
        "{threshold}, have the account {account} on one side."
    ),
    Pattern.FAN_IN: (
        "Between {start} and {end}, {others} accounts paid {total} {currency} in all to the "
        "account {account}, most of them for the first time."
    ),
    Pattern.FAN_OUT: (
        "Between {start} and {end}, the account {account} paid {total} {currency} in all to "
        "{others} accounts, most of them for the first time."
    ),
    Pattern.PASS_THROUGH: (
        "Between {start} and {end}, most of the {total} {currency} that the account {account} "
        "received left it again within {window}."
    ),
    Pattern.CYCLE: (
        "Between {start} and {end}, {total} {currency} left the account {account} and came back to "
        "it through {others} others in {count} payments, less what stayed on the way."
    ),
    Pattern.CHAIN: (
        "Between {start} and {end}, {total} {currency} from the account {account} went on from "
        "account to account in {count} payments, and little of it stayed on the way."
    ),
    Pattern.CASH_OUT: (
        "Between {start} and {end}, {total} {currency} left the account {account} through exits or "
        "cash accounts, most of what it had received."
    ),
    Pattern.PEEL_CHAIN: (
        "Between {start} and {end}, {total} {currency} from the account {account} went on from "
        "account to account, and at every hop a smaller part was paid away."
    ),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """A finding by rows, before it is put in words: `main` is the account that it is about.

    `rows` are all its payments in the order of the ledger; `total` minor units of `main`.
    """

    main: int
    rows: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One lead. Amounts are minor units of `currency`; `figures` say how often its kind is right.

    `figures` is None where parameters differ from those that were measured.
    """

    pattern: Pattern
    account: str
    accounts: tuple[str, ...]
    payments: tuple[str, ...]
    start: str
    end: str
    total: int
    currency: str
    parameters: Parameters
    figures: Figures | None
    is_partial: bool
    """Whether only a part of the ledger was looked at; figures are of whole ledgers."""
    sentence: str

    @property
    def caution(self) -> str:
        """What the lead is worth, in one sentence."""
        if self.figures is None:
            return (
                "This is a lead and no proof; how often such leads are right was not measured for "
                "these parameters."
            )
        return (
            f"This is a lead and no proof: on made-up traffic {self.figures.precision:.0%} of such "
            f"findings were right, and {self.figures.recall:.0%} of what was planted was found; "
            f"wrong ones came at {self.figures.wrong_per_million:.0f} for a million payments"
            f"{' (on whole ledgers; a part was looked at here)' if self.is_partial else ''}."
        )

    def document(self) -> dict[str, Any]:
        """As it stands in the JSON document."""
        return {
            "pattern": self.pattern.value,
            "sentence": self.sentence,
            "caution": self.caution,
            "account": self.account,
            "accounts": list(self.accounts),
            "payments": list(self.payments),
            "start": self.start,
            "end": self.end,
            "total": self.total,
            "currency": self.currency,
            "parameters": self.parameters.document(),
            "measured": None if self.figures is None else self.figures.document(),
        }


def tell(
    ledger: Ledger,
    pattern: Pattern,
    lead: Lead,
    parameters: Parameters,
    *,
    is_partial: bool = False,
) -> Finding:
    """Put a lead in words."""
    rows = np.array(lead.rows, dtype=np.int64)
    accounts = _accounts(ledger, lead.main, rows)
    facts = {
        "account": accounts[0],
        "start": moment_text(int(ledger.time[rows].min())),
        "end": moment_text(int(ledger.credit_time[rows].max())),
        "total": _money(lead.total, ledger.exponent),
        "currency": ledger.currency(lead.main),
        "count": len(rows),
        "others": len(accounts) - 1,
        **_shown(parameters, ledger.exponent),
    }
    is_measured = parameters == DEFAULTS[pattern]
    return Finding(
        pattern=pattern,
        account=accounts[0],
        accounts=accounts,
        payments=tuple(ledger.ids.take(rows).to_pylist()),
        start=str(facts["start"]),
        end=str(facts["end"]),
        total=lead.total,
        currency=str(facts["currency"]),
        parameters=parameters,
        figures=figures_of(pattern) if is_measured else None,
        is_partial=is_partial,
        sentence=SENTENCES[pattern].format(**facts),
    )


def _accounts(ledger: Ledger, main: int, rows: Ints) -> tuple[str, ...]:
    """The main account, then the others in the order in which they appear."""
    ends = np.stack([ledger.source[rows], ledger.target[rows]], axis=1).ravel()
    numbers, first = np.unique(np.append(np.int64(main), ends), return_index=True)
    return tuple(ledger.account_id(number) for number in numbers[np.argsort(first)].tolist())


def _shown(parameters: Parameters, exponent: int | None) -> dict[str, str]:
    threshold = getattr(parameters, "threshold", 0)
    window = getattr(parameters, "window", None)
    hours = 0 if window is None else window.total_seconds() / 3600
    span = f"{hours:g} hours" if hours <= 72 else f"{hours / 24:g} days"
    return {"threshold": _money(threshold, exponent), "window": span}


def _money(amount: int, exponent: int | None) -> str:
    """Minor units, or major units with their decimals where the exponent was declared."""
    if not exponent:
        return f"{amount:,}"
    whole, rest = divmod(amount, 10**exponent)
    return f"{whole:,}.{rest:0{exponent}d}"
