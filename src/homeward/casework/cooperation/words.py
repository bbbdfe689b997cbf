"""Words of this room's messages."""

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from homeward.casework.cooperation.lifecycle import TRANSITIONS
from homeward.casework.cooperation.models import Change, Undelivered
from homeward.casework.cooperation.payloads import (
    CHANGE,
    DRAFT,
    HAND_OVER,
    HAND_OVER_ANSWER,
    REQUEST,
)

_MESSAGES = {
    REQUEST: _("The request"),
    CHANGE: _("A change of it"),
    DRAFT: _("A draft of it"),
    HAND_OVER: _("Its hand-over"),
    HAND_OVER_ANSWER: _("The answer to its hand-over"),
}

_DEEDS = {
    "approve": pgettext_lazy("journal", "Approved"),
    "issue": pgettext_lazy("journal", "Issued"),
    "acknowledge": pgettext_lazy("journal", "Acknowledged"),
    "ask_information": pgettext_lazy("journal", "More information asked"),
    "give_information": pgettext_lazy("journal", "Information given"),
    "begin": pgettext_lazy("journal", "Execution began"),
    "execute": pgettext_lazy("journal", "Executed"),
    "refuse": pgettext_lazy("journal", "Refused"),
    "withdraw": pgettext_lazy("journal", "Withdrawn"),
    "close": pgettext_lazy("journal", "Closed"),
}

# What a person did to a request, by the name of the change, as it stands after the name.
DEEDS = {name: _DEEDS.get(name, step.done) for name, step in TRANSITIONS.items()}

# What the timeline says of a change that crossed another and has no effect.
CROSSED = {
    "give_information": _("The information crossed a decision"),
    "withdraw": _("The withdrawal crossed a decision, which stands"),
    "close": _("The closing crossed a decision"),
}
_CROSSED_OTHERWISE = _("It crossed a change that stands")

# Why a node refused a message of a request, by the code of its signed receipt.
_REASONS = {
    "unknown_type": _("The node of the other State does not know messages of this kind yet."),
    "unknown_kind": _("The other State does not take requests of this kind."),
    "unknown_legal_basis": _("The legal basis is not one that the other State knows."),
    "unknown_urgency": _("The urgency is not one that the other State knows."),
    "no_such_authority": _("No desk of the other State works for this authority."),
    "not_their_authority": _(
        "The directory of the other State does not have the requesting authority for such requests."
    ),
    "due_out_of_bounds": _("The time for the answer was over when it was sent, or far too late."),
    "unknown_states": _("The request names a State that the other State's directory lacks."),
    "contents_missing": _("A required part of the request was missing."),
    "contents_malformed": _("A part of the request was not in its form."),
    "handling_unwritten": _("The handling code H3 came without the limits it stands for."),
    "request_exists": _("The other State has a request under this number already."),
    "malformed_payload": _("The message was not in the form of its type."),
    "unknown_request": _("The other State does not have this request."),
    "not_their_change": _(
        "The node of the other State does not know this change, or not from this State: its program"
        " may be older than that of this node."
    ),
    "not_now": _("The request stands otherwise on the other side."),
    "answer_to_withdrawn": _(
        "The request was withdrawn before: an answer to a withdrawn request has no place."
    ),
    "change_repeated": _("The other State has this change already."),
    "text_missing": _("The change came without its words."),
    "answer_missing": _("A required part of the answer was missing."),
    "answer_malformed": _("A part of the answer was not in its form."),
    "ground_unknown": _("The ground for refusal is not on the list of this kind."),
    "reasons_missing": _("The refusal came without reasons."),
    "translation_of_other_words": _(
        "The translation was made from other words than those of the request."
    ),
    "limits_malformed": _("The limits of use that came with the answer were not in their form."),
    "not_for_nationality": _("The refusal was not for nationality alone (UNTOC 16(10))."),
    "unknown_hand_over": _("The other State knows nothing of this hand-over."),
    "not_confirmed": _("No officer of the other State confirmed the letter as it was handed over."),
    "hand_over_over": _("The hand-over does not wait any more."),
    "hand_over_outdated": _("The request moved on meanwhile; a newer offer is on its way."),
    "hand_over_state": _("The changes do not lead to the state that was said."),
    "no_ledger": _("The other State has no ledger in its case yet."),
}


def next_step_word(change: Change) -> str:
    """What the desk does about a message that was not delivered."""
    if change.undelivered == Undelivered.EXPIRED:
        return str(_EXPIRED)
    if change.number is not None and change.reason in _OF_AN_OLDER_NODE:
        return str(_UPDATE_FIRST)
    return str(_DRAFT_ANEW if change.number is None else _MAKE_AGAIN)


def reason_word(reason: str) -> str:
    """Why a message was refused, in words; what this node does not know, as the other wrote it."""
    if not reason:
        return ""
    known = _REASONS.get(reason)
    if known:
        return str(known)
    return pgettext("delivery", "The other node says: %(reason)s") % {"reason": reason}


_EXPIRED = _(
    "Nobody knows whether it arrived. Ask the other State by another channel, and send it there"
    " again."
)
_DRAFT_ANEW = _(
    "The other State does not have the request. Withdraw it here, then draft it anew without the"
    " fault, or send it by another channel."
)
# What a node answers to something that came into being after its program.
_OF_AN_OLDER_NODE = {"not_their_change", "unknown_type"}
_UPDATE_FIRST = _(
    "It has no effect on either side, and the request stands as before. Tell the other State by"
    " another channel, and ask whether its node is older than this one. Make the change again once"
    " it was updated."
)
_MAKE_AGAIN = _(
    "It has no effect on either side, and the request stands as before. Make the change again"
    " without the fault."
)


def crossed_word(change: str) -> str:
    """What became of a change that does not stand."""
    return str(CROSSED.get(change, _CROSSED_OTHERWISE))


def message_word(type: str) -> str:
    """What a message of a request's thread carries."""
    return str(_MESSAGES.get(type, type))


def gap_word(missing: int | None, state: str) -> str:
    """That messages of a State were missing when one came, how many where it is known."""
    if missing is None:
        told = now("Messages that %(state)s numbered before this one had not arrived when it came.")
        return told % {"state": state}
    return ngettext(
        "%(count)s message that %(state)s numbered before this one had not arrived when it came.",
        "%(count)s messages that %(state)s numbered before this one had not arrived when it came.",
        missing,
    ) % {"count": missing, "state": state}
