"""How banks head their columns: the first draft of a mapping, which the officer confirms."""

import csv
import io

from homeward.tracing.reading.fields import delimiter_of

# Field of a ledger to the headings seen for it, in lower case, the likelier first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("transaction_id", "transaction id", "entry reference", "id", "reference number"),
    "time": ("booked_at", "booking date", "booking time", "booked at", "time", "date"),
    "source": ("debtor_account", "debtor iban", "debtor account", "from", "source"),
    "target": ("creditor_account", "creditor iban", "creditor account", "to", "target"),
    "amount": ("amount", "instructed amount", "value"),
    "currency": ("currency", "ccy"),
    "reference": ("end_to_end_id", "end-to-end id", "uetr", "reference"),
    "credited": ("credited_amount", "credited amount", "credited"),
    "order": ("sequence", "statement sequence", "order"),
    "credited_currency": ("credited_currency", "credited currency", "counter currency"),
    "credited_time": ("credited_time", "credited at", "value date of the credit"),
    "reverses": ("reverses", "reversal of", "reversed transaction id"),
}
REQUIRED = ("time", "source", "target", "amount", "currency")


def headings_of(content: bytes) -> list[str]:
    """The first row of a CSV file, as it stands; empty for a file that is not text."""
    try:
        # Only the first line: the 64 KiB may end in the middle of a letter.
        text = content[:65536].split(b"\n", 1)[0].decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    first = text.splitlines()[:1]
    if not first:
        return []
    cells = csv.reader(io.StringIO(first[0]), delimiter=delimiter_of(first[0]))
    return [cell.strip() for cell in next(cells)]


def propose_mapping(headings: list[str]) -> dict[str, str]:
    """Field to column, for the columns whose heading is known; nothing is guessed from values."""
    by_lower = {heading.lower(): heading for heading in headings}
    mapping: dict[str, str] = {}
    for field, known in HEADINGS.items():
        found = next((by_lower[h] for h in known if h in by_lower), None)
        if found is not None and found not in mapping.values():
            mapping[field] = found
    return mapping


def missing_fields(mapping: dict[str, str]) -> list[str]:
    """Required fields that have no column yet."""
    return [field for field in REQUIRED if not mapping.get(field)]
