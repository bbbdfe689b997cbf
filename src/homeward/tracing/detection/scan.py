"""Run detectors over a ledger, or over what money reached from some payments on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from homeward.tracing import errors
from homeward.tracing.claims import refuse_no_ledger
from homeward.tracing.detection import accounts, paths
from homeward.tracing.detection.around import reached_rows
from homeward.tracing.detection.book import Book
from homeward.tracing.detection.finding import NOTICE, Finding, Lead, tell
from homeward.tracing.detection.patterns import DEFAULTS, Parameters, Pattern, known_pattern
from homeward.tracing.ledger import Ints, Ledger
from homeward.tracing.progress import shown, told

Looked = tuple[list[Lead], int]

THREADS = 2
"""Patterns looked for at once in a large ledger."""

DETECTORS: Mapping[Pattern, Callable[[Book, Any], Any]] = {
    Pattern.STRUCTURING: accounts.structuring,
    Pattern.FAN_IN: accounts.fan_in,
    Pattern.FAN_OUT: accounts.fan_out,
    Pattern.PASS_THROUGH: accounts.pass_through,
    Pattern.CYCLE: paths.cycles,
    Pattern.CHAIN: paths.chains,
    Pattern.CASH_OUT: accounts.cash_out,
    Pattern.PEEL_CHAIN: paths.peel_chains,
}


@dataclass(frozen=True, slots=True)
class Detection:
    """What the detectors found: leads, by pattern and the largest first."""

    patterns: tuple[Pattern, ...]
    payments: int
    """How many payments were looked at."""
    findings: tuple[Finding, ...]
    busy: Mapping[Pattern, int]
    """Accounts that a pattern's search did not follow through, because they are too busy."""
    exponent: int | None = None

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        return {
            "notice": NOTICE,
            "patterns": [each.value for each in self.patterns],
            "payments": self.payments,
            "findings": [each.document() for each in self.findings],
            "not_followed": {pattern.value: number for pattern, number in self.busy.items()},
        }


@shown("Looking for patterns")
def detect(
    ledger: Ledger,
    patterns: Iterable[Pattern | str] | None = None,
    *,
    parameters: Mapping[Pattern, Parameters] | None = None,
    around: Sequence[str] | None = None,
    rows: Ints | None = None,
) -> Detection:
    """Look for patterns (default: all) in a ledger.

    `parameters` replace the defaults of some patterns. `around` names payments: then only what
    money reached from them on is looked at. `rows` are the rows to look at, in order, such as those
    of a trace's carriers. Raises `OptionUnusable`, `ClaimPaymentUnknown`.
    """
    refuse_no_ledger(ledger)
    wanted = _wanted([patterns] if isinstance(patterns, str) else patterns)
    values = {pattern: _parameters(pattern, parameters) for pattern in wanted}
    if around is not None:
        rows = reached_rows(ledger, [around] if isinstance(around, str) else around)
    book = Book(ledger if rows is None else ledger.select(rows))
    findings: list[Finding] = []
    busy: dict[Pattern, int] = {}
    for pattern, (leads, skipped) in zip(wanted, _all_leads(book, values), strict=True):
        if skipped:
            busy[pattern] = skipped
        ranked = sorted(leads, key=lambda lead: (-lead.total, lead.rows))
        findings.extend(
            tell(book.ledger, pattern, lead, values[pattern], is_partial=rows is not None)
            for lead in ranked
        )
    return Detection(wanted, len(book), tuple(findings), busy, ledger.exponent)


def _all_leads(book: Book, values: Mapping[Pattern, Parameters]) -> list[tuple[list[Lead], int]]:
    """Every pattern's leads; two patterns at a time where loops are compiled and so let go."""
    if not book.is_large:
        return list(_told((leads_of(book, *item) for item in values.items()), len(values)))
    _ = book.paid, book.received  # grouped once, before the threads share them
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda item: leads_of(book, *item), values.items())
        return list(_told(found, len(values)))


def _told(found: Iterable[Looked], total: int) -> Iterator[Looked]:
    """The same, told as they come."""
    for done, each in enumerate(found, start=1):
        told("Looking for patterns", done, total)
        yield each


def leads_of(book: Book, pattern: Pattern, parameters: Parameters) -> tuple[list[Lead], int]:
    """The leads of one pattern by rows, and how many accounts were too busy to follow."""
    found = DETECTORS[pattern](book, parameters)
    return found if isinstance(found, tuple) else (found, 0)


def _wanted(patterns: Iterable[Pattern | str] | None) -> tuple[Pattern, ...]:
    if patterns is None:
        return tuple(DETECTORS)
    return tuple(dict.fromkeys(known_pattern(each) for each in patterns))


def _parameters(pattern: Pattern, given: Mapping[Pattern, Parameters] | None) -> Parameters:
    values = (given or {}).get(pattern, DEFAULTS[pattern])
    if type(values) is not type(DEFAULTS[pattern]):
        allowed = type(DEFAULTS[pattern]).__name__
        raise errors.OptionUnusable(
            option="parameters", value=type(values).__name__, allowed=allowed
        )
    return values
