"""Synthetic bank exports: thousands of ordinary payments around the few that carry the ransom.

Made from a seed, so that every run of the demonstration follows the same money. Each State's file
holds the payments that touch its own accounts, laid out as a bank exports them; a payment across a
border is in two files under the same end-to-end reference.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

CURRENCY = "XTS"
STATES = ("XA", "XB", "XC")
FIRST_DAY = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DAYS = 30
RANSOM = 480_000_00
RANSOM_REFERENCE = "E2E-RANSOM-0001"
FAMILY = "XA00TEST0000009001"
COLLECTOR = "XA00TEST0000009002"
HEADINGS = (
    "Transaction ID",
    "Booking date",
    "Debtor IBAN",
    "Creditor IBAN",
    "Amount",
    "Currency",
    "End-to-end ID",
    "Remittance information",
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment; `amount` in minor units, `time` aware UTC and different for every payment."""

    time: datetime
    source: str
    target: str
    amount: int
    reference: str
    text: str


def account(state: str, number: int) -> str:
    """An account that belongs to no real bank."""
    return f"{state}00TEST{number:010d}"


def all_payments(seed: int = 59154, ordinary: int = 6000) -> list[Payment]:
    """Every payment of the three States in time order: the pooled ledger nobody has."""
    random = Random(seed)  # noqa: S311  a story, no secret
    taken: set[datetime] = set()
    payments = [*_ransom_story(random, taken), *_ordinary(random, taken, ordinary)]
    return sorted(payments, key=lambda payment: payment.time)


def bank_export(payments: list[Payment], state: str) -> bytes:
    """The CSV that a State's bank hands over: payments touching its accounts, its own numbers."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    touching = (p for p in payments if state in (p.source[:2], p.target[:2]))
    for number, payment in enumerate(touching, start=1):
        writer.writerow(
            [
                f"{state}-{number:06d}",
                payment.time.isoformat(),
                payment.source,
                payment.target,
                f"{payment.amount // 100}.{payment.amount % 100:02d}",
                CURRENCY,
                payment.reference,
                payment.text,
            ]
        )
    return text.getvalue().encode()


def ransom_payment_id(export: bytes) -> str:
    """The bank's own number of the ransom payment in its export."""
    rows = csv.DictReader(io.StringIO(export.decode()))
    return next(r["Transaction ID"] for r in rows if r["End-to-end ID"] == RANSOM_REFERENCE)


def _moment(random: Random, taken: set[datetime], first: float, last: float) -> datetime:
    """A second of its own between two days: the order of payments is then beyond doubt."""
    while True:
        moment = FIRST_DAY + timedelta(
            seconds=random.randrange(int(first * 86400), int(last * 86400))
        )
        if moment not in taken:
            taken.add(moment)
            return moment


def _ordinary(random: Random, taken: set[datetime], count: int) -> Iterator[Payment]:
    """Wages, rents and invoices; one in twelve crosses a border."""
    accounts = {state: [account(state, n) for n in range(1, 301)] for state in STATES}
    for state in STATES:
        # The accounts of the story live an ordinary life too, so proceeds mix with clean money.
        accounts[state] += [account(state, n) for n in range(9002, 9009)]
    for number in range(count):
        home = random.choice(STATES)
        abroad = random.choice(STATES) if random.random() < 1 / 12 else home
        source, target = random.choice(accounts[home]), random.choice(accounts[abroad])
        if source == target:
            continue
        amount = int(random.lognormvariate(11.0, 1.2)) + 100
        reference = f"E2E-{number:07d}"
        moment = _moment(random, taken, 0, DAYS)
        yield Payment(moment, source, target, amount, reference, f"Invoice {number:07d}")


def _ransom_story(random: Random, taken: set[datetime]) -> Iterator[Payment]:
    """The ransom and what the offenders do with it, day by day."""
    steps = [
        # day, from, to, amount
        (10.0, FAMILY, COLLECTOR, RANSOM),
        (10.2, COLLECTOR, account("XB", 9002), 210_000_00),
        (10.4, COLLECTOR, account("XA", 9003), 92_500_00),
        (10.6, COLLECTOR, account("XA", 9004), 88_750_00),
        (10.8, COLLECTOR, account("XC", 9002), 60_000_00),
        (11.5, account("XB", 9002), account("XB", 9003), 74_300_00),
        (11.7, account("XB", 9002), account("XB", 9004), 61_120_00),
        (11.9, account("XB", 9002), account("XC", 9003), 55_000_00),
        (12.4, account("XA", 9003), account("XB", 9005), 48_000_00),
        (12.6, account("XA", 9004), account("XA", 9005), 40_000_00),
        (12.9, account("XC", 9002), account("XB", 9006), 33_000_00),
        (13.3, account("XC", 9003), account("XA", 9006), 27_500_00),
        (13.6, account("XB", 9003), account("XB", 9007), 31_400_00),
        (14.1, account("XB", 9004), account("XA", 9007), 22_000_00),
        (14.6, account("XB", 9007), account("XC", 9004), 12_800_00),
    ]
    for number, (start, source, target, amount) in enumerate(steps, start=1):
        moment = _moment(random, taken, start, start + 0.1)
        yield Payment(moment, source, target, amount, _story_reference(number), "Services")
    for day in (12.0, 13.0, 14.0, 15.0):
        # Cash is drawn in pieces below what a bank reports.
        for state in STATES:
            moment = _moment(random, taken, day, day + 0.4)
            reference = f"E2E-CASH-{state}-{int(day)}"
            drawer = account(state, 9003)
            yield Payment(moment, drawer, f"CASH-{state}", 9_400_00, reference, "Cash")
    # What the family had before, borrowed from friends.
    for number in range(12):
        moment = _moment(random, taken, 8.0, 9.9)
        friend = account("XA", 400 + number)
        yield Payment(moment, friend, FAMILY, 40_000_00, f"E2E-LOAN-{number:04d}", "Loan")


def _story_reference(number: int) -> str:
    return RANSOM_REFERENCE if number == 1 else f"E2E-STORY-{number:04d}"
