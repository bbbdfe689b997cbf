"""Which lines of the proceedings a person may want to hear of. Of a line goes on its kind, and of a
hearing the day: never the suspect, the charge or the court."""

from datetime import date

from django.utils.timezone import localdate

from homeward.casework.cases.models import Event, Hearing
from homeward.casework.victims.actions.rights import tell_later
from homeward.casework.victims.words.rights import NoticeKind

NOTICES = {
    "case.charged": NoticeKind.CHARGE,
    "case.hearing_added": NoticeKind.HEARING,
    "case.hearing_moved": NoticeKind.HEARING,
    "case.charge_decided": NoticeKind.DECISION,
    "case.sentence_added": NoticeKind.SENTENCE,
    "case.appeal_added": NoticeKind.APPEAL,
    "case.appeal_answered": NoticeKind.DECISION,
    "case.charge_moved": NoticeKind.END,  # final, or withdrawn
}


def told(event: Event) -> None:
    """Have the notices made that this line calls for; a hearing that is past calls for none."""
    kind, said = NOTICES[event.kind], event.params
    day = before = None
    if kind == NoticeKind.HEARING:
        day = date.fromisoformat(said.get("after") or said["day"])
        before = _left(event, said.get("before", ""))
        if day < localdate():
            return
    tell_later(event.case_id, event.case.reference, kind, day, before)


def _left(event: Event, before: str) -> date | None:
    """The day that a hearing left; None where another hearing of the case is still on that day."""
    if not before:
        return None
    day = date.fromisoformat(before)
    same = Hearing.objects.filter(case_id=event.case_id, at__date=day, outcome="")
    return None if same.exists() else day
