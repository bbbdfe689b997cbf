"""An officer says which payment was handed over, or that none is it; the reason is kept.

Whoever may decide on a hand-over beyond the ceiling may decide on this: both change what the run
finds. It never changes an amount that is final.
"""

from dataclasses import dataclass

from django.db import transaction

from homeward.casework.proceeds.actions.common import note_run
from homeward.casework.proceeds.actions.decisions import MAY_DECIDE
from homeward.casework.proceeds.errors import MatchDecided, MatchImpossible, NothingToMatch
from homeward.casework.proceeds.locks import lock_case
from homeward.casework.proceeds.match_words import OBSTACLES
from homeward.casework.proceeds.matching import candidate, decision_on, rows_to_match
from homeward.casework.proceeds.models import HandOver, Match, Run
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User


@dataclass(frozen=True, slots=True)
class Decision:
    """The payment's id, empty for none of them; why; and the decision that its writer saw last."""

    payment: str
    reason: str
    seen: int


@transaction.atomic
def decide_match(run: Run, hand_over_id: int, decision: Decision, *, user: User) -> Match:
    """Keep a decision; the next round reads it where its hand-over is not final by then.

    Raises Forbidden for other roles, NotFound, NothingToMatch, MatchDecided where somebody was
    quicker, and MatchImpossible for a payment that the run could not follow.
    """
    if not user.has_role(*MAY_DECIDE):
        raise Forbidden("run", run.pk)
    # Two runs over one ledger share its decisions.
    lock_case(run.case_id)
    locked = Run.objects.select_for_update().get(pk=run.pk)
    row = hand_over_to_match(locked, hand_over_id)
    before = decision_on(locked, row)
    if decision.seen != (before.pk if before else 0):
        raise MatchDecided
    if decision.payment:
        _refuse_impossible(locked, row, decision.payment)
    match = Match.objects.create(
        case_id=locked.case_id,
        run=locked,
        ledger_id=locked.ledger_id,
        sender=row.peer,
        reference=row.reference,
        at=row.at,
        amount=row.amount,
        currency=row.currency,
        payment=decision.payment,
        reason=decision.reason,
        made_by=user.pk,
    )
    verb = "proceeds.hand_over_matched" if match.payment else "proceeds.hand_over_not_found"
    payment = {"payment": match.payment} if match.payment else {}
    note_run(locked, verb, user.actor, state=row.peer, reason=match.reason, **payment)
    return match


def hand_over_to_match(run: Run, hand_over_id: int) -> HandOver:
    """A hand-over that matches no payment by itself; raises NotFound or NothingToMatch."""
    if not run.hand_overs.filter(pk=hand_over_id, is_outgoing=False).exists():
        raise NotFound("hand_over", hand_over_id)
    for row in rows_to_match(run):
        if row.pk == hand_over_id:
            return row
    raise NothingToMatch


def _refuse_impossible(run: Run, row: HandOver, payment: str) -> None:
    found = candidate(run, row, payment)
    if found is None:
        raise NotFound("payment", payment)
    if found.obstacle:
        raise MatchImpossible(payment=payment, obstacle=str(OBSTACLES[found.obstacle]))
