"""Verbs, tasks and captions of contact points and pings."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.authorities.actions.pings import ANSWER, AWAIT, FAILED
from homeward.foundation.duty.ports import TaskKind, register_task_kind
from homeward.foundation.journal.verbs import Field, Kind, register_verbs, says

# Why a ping was not delivered, by the code of the receipt.
_FAULTS = {
    "no_such_authority": _("The other State does not know this authority any more."),
    "no_desk": _("No desk and no officer on duty there works for this authority."),
    "due_out_of_bounds": _("It came after its time was over."),
    "too_many_pings": _("Too many tests of this State wait there already."),
    "unknown_type": _("The node of the other State does not know such tests yet."),
    "expired": _("It could not be handed over in its time."),
}


def fault_word(code: str) -> str:
    """Why a ping was not delivered; the code itself where it says more than this node knows."""
    return str(_FAULTS.get(code, code))


_OF_A_PING = (
    Field("state", "the other State"),
    Field("authority", "code of the authority that is asked"),
)


def register() -> None:
    """Fill the ports of `journal` and `duty`."""
    register_verbs(
        {
            "authorities.contact_entered": says(
                _("entered or changed an authority"),
                Field("state", "State of the authority"),
                Field("source", "where it was read, empty for the own State"),
            ),
            "authorities.contact_changed": says(
                _("entered or changed how an authority is reached"),
                Field("state", "State of the authority"),
                Field("point", "name of the contact point"),
            ),
            "authorities.contact_removed": says(
                _("took an authority or a way to it out of the directory"),
                Field("state", "State of the authority"),
                Field("point", "name of the contact point, empty for the whole authority"),
            ),
            "authorities.contact_verified": says(
                _("verified how an authority is reached"),
                Field("point", "name of the contact point"),
            ),
            "authorities.announced": says(
                _("told other States how the own authorities are reached"),
                Field("states", "to whom it was sent", Kind.TEXTS),
            ),
            "authorities.announcement_arrived": _("kept what a State announced of its authorities"),
            "authorities.announcement_taken": _(
                "took over what a State announced of its authorities"
            ),
            "authorities.ping_sent": says(_("tested whether an authority answers"), *_OF_A_PING),
            "authorities.ping_arrived": says(
                _("put another State’s test before whoever is on duty"), *_OF_A_PING
            ),
            "authorities.ping_answered": says(_("answered another State’s test"), *_OF_A_PING),
            "authorities.ping_returned": says(
                _("measured how long an authority took to answer"),
                *_OF_A_PING,
                Field("seconds", "from the question to the answer", Kind.WHOLE),
                Field("by_code", "the code was read aloud", Kind.YES_NO),
            ),
            "authorities.ping_unanswered": says(
                _("noted that nobody answered a test of an authority"), *_OF_A_PING
            ),
            "authorities.call_noted": says(
                _("noted a call to an authority"),
                *_OF_A_PING,
                Field("answered", "somebody answered", Kind.YES_NO),
            ),
            "authorities.ping_failed": says(
                _("learned that a test did not reach the authority"), *_OF_A_PING
            ),
        }
    )
    register_task_kind(
        TaskKind(
            ANSWER,
            _("%(state)s tests whether %(authority)s is reached"),
            _("Open it and answer"),
        )
    )
    register_task_kind(
        TaskKind(
            AWAIT,
            _("%(authority)s was asked whether it is reached"),
            _("See whether it answered; else try another channel"),
        )
    )
    register_task_kind(
        TaskKind(
            FAILED,
            _("The test of %(authority)s was not delivered"),
            _("Read why, and call the authority"),
        )
    )
