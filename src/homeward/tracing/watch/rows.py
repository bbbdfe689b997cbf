"""New payments as a watch is given them: a ledger, or rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from homeward.tracing.ledger import Ledger
from homeward.tracing.reading.rows import as_mapping


def ledger_and_links(
    payments: "Ledger | Iterable[Mapping[str, Any] | Sequence[Any]]", options: Mapping[str, Any]
) -> tuple[Ledger, dict[str, str]]:
    """A ledger, and the originals (by id) of reversals that are not among the same rows.

    Raises `LedgerRejected`, `LedgerEmpty` and `InputError` as `Ledger.from_rows` does.
    """
    if isinstance(payments, Ledger):
        return payments, {}
    rows = [dict(as_mapping(row)) for row in payments]
    here = {str(row.get("id")) for row in rows}
    links: dict[str, str] = {}
    for row in rows:
        original = row.get("reverses")
        if original is not None and str(original) not in here:
            links[str(row.get("id"))] = str(original)
            row["reverses"] = None
    return Ledger.from_rows(rows, **options), links
