"""Hand-overs that an officer matches to a payment of this ledger, where the references do not.

The run then reads the payment as if its bank had written the common reference on it, so that the
result is that of a match by itself. It is read so while the hand-over is provisional; what was
final without it stays as it is, and the match is kept for the next run over the same ledger.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from homeward.casework.proceeds.accounts import state_of_accounts
from homeward.casework.proceeds.hand_overs import latest_rows
from homeward.casework.proceeds.models import HandOver, Match, Run, RunState
from homeward.casework.proceeds.payment_search import PaymentRow, payment_row
from homeward.casework.proceeds.payments import payments_of
from homeward.casework.proceeds.words import MATCHED
from homeward.foundation.authorities.models import State
from homeward.tracing import Ledger
from homeward.tracing.moments import to_microseconds

DAYS = 10
PER_CENT = 10
SHOWN = 20
"""Payments an officer looks at: so near in time and amount, and no more of them than this."""

_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment that may be the one handed over.

    `differs` are the facts that the two States tell differently, `obstacle` the reason for which
    the run could not follow it, as codes of `match_words`.
    """

    payment: PaymentRow
    differs: tuple[str, ...]
    obstacle: str = ""


def state_of_run(run: Run) -> Callable[[str], str]:
    """By which State a run follows an account."""
    states = run.parties.values_list("state", flat=True)
    known = set(State.objects.values_list("code", flat=True)) | set(states)
    return state_of_accounts(settings.HOMEWARD_STATE, known)


def seen_payments(run: Run) -> Ledger:
    """The run's ledger as this State sees it, accounts of other States marked."""
    return payments_of(run.ledger).with_states(settings.HOMEWARD_STATE, state_of_run(run))


def unmatched_rows(run: Run) -> list[HandOver]:
    """What was handed to us and matched no payment in the last round, in the order of time."""
    party = run.parties.filter(state=settings.HOMEWARD_STATE).first()
    lost = party.report.get("unmatched_from", {}) if party else {}
    rows = latest_rows(run, is_outgoing=False)
    return [r for r in rows if r.stretches and r.reference in lost.get(r.peer, [])]


def rows_to_match(run: Run) -> list[HandOver]:
    """`unmatched_rows`, and those on which an officer has decided."""
    lost = {row.pk for row in unmatched_rows(run)}
    rows = latest_rows(run, is_outgoing=False)
    return [r for r in rows if r.pk in lost or (r.stretches and decision_on(run, r) is not None)]


def decision_on(run: Run, row: HandOver) -> Match | None:
    """The latest decision on this hand-over, of the same payment, in this run or another."""
    decisions = Match.objects.filter(
        ledger_id=run.ledger_id,
        sender=row.peer,
        reference=row.reference,
        at=row.at,
        amount=row.amount,
        currency=row.currency,
    )
    return decisions.order_by("-pk").first()


def is_in_time(run: Run, row: HandOver) -> bool:
    """Whether the next round of the run, if there is one, reads decisions on a hand-over."""
    return run.state in (RunState.GATHERING, RunState.RUNNING) and not row.is_final


def is_read(run: Run, row: HandOver, decided: Match) -> bool:
    """Whether the next round, if there is one, is computed with this decision."""
    return is_in_time(run, row) and _is_possible(run, row, decided)


def take_matches(run: Run) -> None:
    """Give every provisional hand-over the match that holds now; final ones keep what they have.

    A payment that meanwhile matches another hand-over by itself is that one's.
    """
    for row in latest_rows(run, is_outgoing=False):
        if row.is_final:
            continue
        decided = decision_on(run, row)
        match = decided if decided is not None and _is_possible(run, row, decided) else None
        if row.match_id != (match.pk if match else None):
            row.match = match
            row.save(update_fields=["match"])


def _is_possible(run: Run, row: HandOver, decided: Match) -> bool:
    found = candidate(run, row, decided.payment) if decided.payment else None
    if found is None or found.obstacle:
        return False
    # A payment before the frontier has a part in amounts that are final; one that was read as the
    # match before then stays it.
    is_kept = row.match is not None and row.match.payment == decided.payment
    return is_kept or run.frontier is None or found.payment.at >= run.frontier


def matches_of(run: Run) -> dict[tuple[str, str], str]:
    """By State and reference of a hand-over: the payment with which the run is computed.

    No payment is two hand-overs': what is final keeps its own.
    """
    found: dict[tuple[str, str], str] = {}
    for row, match in sorted(_matched(run), key=lambda pair: not pair[0].is_final):
        if match.payment not in found.values():
            found[row.peer, row.reference] = match.payment
    return found


def matches_told(run: Run) -> list[dict[str, Any]]:
    """What a result says of the matches with which it was computed, as its warnings do."""
    return [
        {
            "code": MATCHED,
            "params": {
                "reference": row.reference,
                "sender": row.peer,
                "payment": match.payment,
                "reason": match.reason,
                "decided_by": match.made_by,
                "decided_at": match.made_at.isoformat(),
            },
            "message": f"An officer matched the hand-over {row.reference} from {row.peer} to "
            f"payment {match.payment}: {match.reason}",
        }
        for row, match in _matched(run)
    ]


def _matched(run: Run) -> list[tuple[HandOver, Match]]:
    rows = latest_rows(run, is_outgoing=False)
    return [(row, row.match) for row in rows if row.match is not None and row.stretches]


def candidates_for(run: Run, row: HandOver) -> list[Candidate]:
    """Payments into this State's accounts near the one handed over, the nearest first.

    Those that carry its reference are among them, however far. Those that the run could follow
    come before those that it could not.
    """
    import numpy as np

    seen = seen_payments(run)
    handed = to_microseconds(row.at)
    apart = np.minimum(np.abs(seen.time - handed), np.abs(seen.credit_time - handed))
    by_amount = np.minimum(np.abs(seen.amount - row.amount), np.abs(seen.credited - row.amount))
    own_currency = np.array([c == row.currency for c in seen.account_currencies], dtype=np.bool_)
    near = (apart <= DAYS * _DAY) & (by_amount <= row.amount * PER_CENT // 100)
    near &= own_currency[seen.source]
    into_ours = ~seen.foreign[seen.target] & (seen.source != seen.target)
    rows = np.flatnonzero(into_ours & (near | _carries(seen, row.reference)))
    order = np.lexsort((apart[rows], by_amount[rows]))
    found = [_candidate(run, row, seen, int(each)) for each in rows[order]]
    return sorted(found, key=lambda each: bool(each.obstacle))[:SHOWN]


def candidate(run: Run, row: HandOver, payment: str) -> Candidate | None:
    """The payment of this id as a candidate, or None where the ledger has none of this id."""
    seen = seen_payments(run)
    place = seen.find(payment)
    return None if place is None else _candidate(run, row, seen, place)


def _carries(seen: Ledger, reference: str) -> Any:
    import numpy as np
    import pyarrow.compute as pc

    if seen.references is None:
        return np.zeros(len(seen), dtype=np.bool_)
    equal = pc.fill_null(pc.equal(seen.references, reference), False)
    return np.asarray(equal.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _candidate(run: Run, row: HandOver, seen: Ledger, place: int) -> Candidate:
    payment = payment_row(seen, place)
    state = seen.states[int(seen.source[place])]
    differs = {
        "amount": payment.amount != row.amount,
        "currency": payment.currency != row.currency,
        "day": payment.at.date() != row.at.date(),
        "reference": payment.reference != row.reference,
        "sender": state != row.peer,
    }
    codes = tuple(code for code, is_so in differs.items() if is_so)
    obstacle = next((c for c in ("sender", "currency") if c in codes), "")
    if not obstacle and bool(seen.foreign[int(seen.target[place])]):
        obstacle = "not_ours"
    if not obstacle and payment.at > run.period_to:
        obstacle = "after_the_end"
    return Candidate(payment, codes, obstacle or _taken(run, row, payment))


def _taken(run: Run, row: HandOver, payment: PaymentRow) -> str:
    """Whether the payment is another hand-over's."""
    lost = {each.pk for each in unmatched_rows(run)}
    for other in _others(latest_rows(run, is_outgoing=False), row):
        # What is final keeps its payment, whatever was decided since.
        match = other.match if other.is_final else decision_on(run, other)
        chosen = match.payment if match is not None else ""
        found_itself = other.pk not in lost and not chosen
        is_this = (other.peer, other.reference) == (row.peer, payment.reference)
        if chosen == payment.id or (is_this and found_itself):
            return "taken"
    return ""


def _others(rows: Iterable[HandOver], row: HandOver) -> list[HandOver]:
    key = (row.peer, row.reference)
    return [each for each in rows if (each.peer, each.reference) != key and each.stretches]
