"""Why a run stopped, in words, each with what to do next. The codes travel, the words do not."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.proceeds.models import Run

STOPS: dict[str, Promise] = {
    "request_refused": gettext_lazy(
        "%(state)s refused its request. Read its ground, and prepare another run without it or"
        " after you have met it."
    ),
    "request_withdrawn": gettext_lazy(
        "%(state)s withdrew its request. If the money is still to be followed, another run is"
        " needed."
    ),
    "hand_over_refused": gettext_lazy(
        "An officer of %(state)s refused a hand-over beyond the ceiling. Settle with %(state)s"
        " which payments carried the money, and prepare another run."
    ),
    "hand_over_too_large": gettext_lazy(
        "A hand-over of %(state)s cannot be sent: its reference is too long, or the proceeds lie in"
        " it in too many pieces. Have the ledger of %(state)s looked at, and prepare another run."
    ),
    "message_refused": gettext_lazy(
        "The node of %(state)s did not accept a message of this run. Ask %(state)s what its request"
        " says, and prepare another run."
    ),
    "message_expired": gettext_lazy(
        "The node of %(state)s was not reached in time. Prepare another run when it answers again."
    ),
    "totals_contradict": gettext_lazy(
        "The States report more proceeds received than were handed over, so no figure is given."
        " Compare the hand-overs with each State, and prepare another run."
    ),
    "order_contradiction": gettext_lazy(
        "Two ledgers hold payments of one moment in contradicting orders. Agree with the other"
        " States on their order, declare it in the ledgers, and prepare another run."
    ),
    "report_contradicts": gettext_lazy(
        "A State reported one round twice, with different contents. Ask it which one holds, and"
        " prepare another run."
    ),
    "report_out_of_turn": gettext_lazy(
        "A State reported a round that was not open. Tell the administrators of both nodes, and"
        " prepare another run."
    ),
    "conservation_broken": gettext_lazy(
        "The result of %(state)s did not add up and is withheld. This is a defect of the software:"
        " report it, and rely on no figure of this run."
    ),
    "claim_payment_unknown": gettext_lazy(
        "The claimed payment is not in the ledger of %(state)s. Claim it again in the right ledger,"
        " and prepare another run."
    ),
    "claim_after_moment": gettext_lazy(
        "The claimed payment lies after the period of the run. Prepare another run with a later"
        " last day."
    ),
    "claim_not_held_here": gettext_lazy(
        "The claimed payment credits an account of another State, which makes the claim. Ask that"
        " State to lead the run."
    ),
    "rule_not_available": gettext_lazy(
        "The node of %(state)s does not follow this rule between States. Prepare another run by"
        " first in, first out."
    ),
}
OTHER = gettext_lazy(
    "The node of %(state)s could not go on, for a reason that this node does not know. Ask"
    " %(state)s, and prepare another run."
)


def stop_sentence(run: Run, names: dict[str, str]) -> str:
    """Why a run stopped and what to do next; empty while it has not stopped."""
    if not run.stopped_because:
        return ""
    text = STOPS.get(run.stopped_because, OTHER)
    return str(text) % {"state": names.get(run.stopped_by, run.stopped_by) or _("another State")}
