"""Asking a peer for its head, where it did not come by itself."""

from homeward.foundation.guard.context import opened
from homeward.foundation.witness.asking import peer
from homeward.foundation.witness.beginnings import begins_anew
from homeward.foundation.witness.errors import BadOffer, NoAnswer
from homeward.foundation.witness.judging import Offer, read_hashes
from homeward.foundation.witness.kinds import Verdict
from homeward.foundation.witness.models import SeenHead
from homeward.foundation.witness.own import WITNESS
from homeward.foundation.witness.receiving import take_offer
from homeward.wire.errors import WireError


def fetch_head(state: str) -> str:
    """Ask for what follows the last head of a peer and take it in.

    Returns an empty text once it is countersigned, else a short code. Raises NotPinned.
    """
    with opened(WITNESS):
        asked = peer(state)
        last = SeenHead.objects.filter(peer=state).order_by("-id").first()
        anew = begins_anew(last)
    size = last.size if last and not anew else 0
    try:
        answer = asked.ask(size)
        head, old = answer.get("head"), answer.get("old")
        if not isinstance(head, str) or not head.isascii() or type(old) is not int:
            return "answer_malformed"
        offer = Offer(head.encode(), old, read_hashes(answer.get("proof")))
        verdict = take_offer(offer, state, asked=size).verdict
    except NoAnswer as error:
        return str(error.params["problem"])
    except BadOffer:
        return "answer_malformed"
    except WireError as error:
        return error.code
    return "" if verdict is Verdict.ACCEPTED else verdict.value
