"""Everything a watch has seen, as one ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from homeward.tracing.ledger import Flags, Ints, Ledger
from homeward.tracing.warning import TraceWarning
from homeward.tracing.watch.intake import Batch, Intake


def whole_ledger(intake: Intake) -> Ledger:
    """All batches as one ledger in order; accounts keep the watch's numbers."""
    import pyarrow as pa

    parts = intake.batches
    time, credit_time = _column(parts, "time"), _column(parts, "credit_time")
    ledger = replace(
        parts[0].ledger,
        ids=pa.concat_arrays([part.ledger.ids.cast(pa.string()) for part in parts]),
        time=time,
        order=_column(parts, "order"),
        position=np.concatenate([part.position for part in parts]),
        source=np.concatenate([part.source for part in parts]),
        target=np.concatenate([part.target for part in parts]),
        amount=_column(parts, "amount"),
        credited=_column(parts, "credited"),
        credit_time=time if bool((time == credit_time).all()) else credit_time,
        account_ids=tuple(intake.account_ids),
        account_currencies=tuple(intake.currencies),
        openings=np.array(intake.openings, dtype=np.int64),
        exits=_flags(intake.exits),
        foreign=_flags(intake.foreign),
        states=(),
        references=None,
        reverses=_links(parts),
        warnings=tuple(_warnings(parts)),
    )
    return ledger.in_order()


def returning_accounts(ledger: Ledger) -> frozenset[int]:
    """Accounts that return money of a payment by name."""
    if ledger.reverses is None:
        return frozenset()
    return frozenset(ledger.source[ledger.reverses >= 0].tolist())


def _column(parts: Sequence[Batch], name: str) -> Ints:
    return np.concatenate([getattr(part.ledger, name) for part in parts])


def _flags(values: list[bool]) -> Flags:
    return np.array(values, dtype=np.bool_)


def _links(parts: Sequence[Batch]) -> Ints | None:
    if all(part.reverses is None for part in parts):
        return None
    links = [
        np.full(len(part.ledger), -1, dtype=np.int64) if part.reverses is None else part.reverses
        for part in parts
    ]
    return np.concatenate(links)


def _warnings(parts: Sequence[Batch]) -> Iterator[TraceWarning]:
    """Every batch's warnings, equal ones once."""
    seen: list[TraceWarning] = []
    for part in parts:
        for warning in part.ledger.warnings:
            if warning not in seen:
                seen.append(warning)
                yield warning
