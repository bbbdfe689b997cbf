"""Which lines of a case's timeline may change a threat. Codes only: what they say stays there."""

from homeward.casework.cases.models import Event
from homeward.casework.cases.ports import register_event_watch
from homeward.casework.cases.vocabulary.case import Outcome
from homeward.casework.cooperation.lifecycle import Side
from homeward.casework.cooperation.queries import request_of_line
from homeward.casework.victims.actions.protection_alarms import alarm_later
from homeward.casework.victims.words.protection import AlarmCause

CAUSES = {
    "response.contact_recorded": AlarmCause.CONTACT,
    "proceeds.order_made": AlarmCause.RESTRAINT,
    "cooperation.changed": AlarmCause.RESTRAINT,
    "case.outcome_set": AlarmCause.OUTCOME,
    "case.charged": AlarmCause.SUSPECT,
    "case.charge_decided": AlarmCause.SUSPECT,
    "case.charge_moved": AlarmCause.SUSPECT,
    "case.sentence_added": AlarmCause.SUSPECT,
    "case.appeal_answered": AlarmCause.SUSPECT,
}
FREE = (Outcome.RELEASED, Outcome.RESCUED, Outcome.ESCAPED, Outcome.DIED)


def watch() -> None:
    """Be told of these lines, whichever compartment they are in."""
    register_event_watch("victims.threat", CAUSES, told)


def told(event: Event) -> None:
    """Have the support of the case's victims look again, where the line may change a threat."""
    if _may_change(event):
        alarm_later(event.case_id, event.case.reference, CAUSES[event.kind])


def _may_change(event: Event) -> bool:
    if event.kind == "case.outcome_set":
        return event.params.get("outcome") in FREE
    if event.kind == "cooperation.changed":  # another State answers that it froze
        if event.params.get("change") != "execute":
            return False
        request = request_of_line(event)
        return request is not None and (request.kind, request.side) == ("freezing", Side.REQUESTING)
    return True
