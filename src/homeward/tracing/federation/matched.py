"""Payments that somebody found for hand-overs whose references match none by themselves."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from homeward.tracing.ledger import Ledger

Matched = Mapping[tuple[str, str], str]
"""By State and reference of a hand-over: the payment of this ledger that was handed over."""


def with_matched(ledger: Ledger, matched: Matched) -> Ledger:
    """The payments of a ledger as its State sees it, with the common references found for them.

    Another payment from the same State with such a reference loses it: it is not the one handed
    over. Payments that the ledger does not hold are left out.
    """
    import pyarrow as pa

    if not matched:
        return ledger
    kept = None if ledger.references is None else ledger.references.to_pylist()
    references: list[str | None] = kept or [None] * len(ledger)
    coming = np.flatnonzero(ledger.foreign[ledger.source] & ~ledger.foreign[ledger.target])
    for row in coming.tolist():
        if (ledger.states[int(ledger.source[row])], references[row]) in matched:
            references[row] = None
    for (_, reference), payment in matched.items():
        place = ledger.find(payment)
        if place is not None:
            references[place] = reference
    kind = pa.string() if ledger.references is None else ledger.references.type
    return replace(ledger, references=pa.array(references, type=kind))
