"""What became of a suspect, as far as the support of victims is told: what happened, and the day.

Never who, where, by whom or under which conditions. Of what is not to be told yet goes only that
the support is to ask; the rest goes when its time has come, unless it was corrected before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from homeward.casework.cases.models import Case, Detention, Event
from homeward.casework.cases.ports import register_event_watch
from homeward.casework.cases.queries.detention import told_now
from homeward.casework.cases.vocabulary.detention import DetentionKind
from homeward.casework.victims.actions.protection_alarms import GUARDIAN, alarm_later, raise_alarms
from homeward.casework.victims.actions.rights import (
    take_back_later,
    tell_later,
    tell_of_proceedings,
)
from homeward.casework.victims.words.protection import AlarmCause
from homeward.casework.victims.words.rights import NoticeKind
from homeward.foundation.guard.actor import Actor
from homeward.foundation.guard.jobs import job

KINDS = ("case.detention_recorded", "case.detention_corrected")
CAUSES = {
    DetentionKind.ARRESTED: AlarmCause.ARREST,
    DetentionKind.DETAINED: AlarmCause.ARREST,
    DetentionKind.CONDITIONS: AlarmCause.RELEASE,
    DetentionKind.RELEASED: AlarmCause.RELEASE,
    DetentionKind.TRANSFERRED: AlarmCause.MOVED,
    DetentionKind.ESCAPED: AlarmCause.ESCAPE,
    DetentionKind.DIED: AlarmCause.DEATH,
}
# Where a suspect is kept is told for the sake of protection only.
NOTICES = {
    AlarmCause.ARREST: NoticeKind.ARREST,
    AlarmCause.RELEASE: NoticeKind.RELEASE,
    AlarmCause.ESCAPE: NoticeKind.ESCAPE,
    AlarmCause.DEATH: NoticeKind.DEATH,
}


@dataclass(frozen=True, slots=True)
class Said:
    """All that crosses: what happened by its code, and the day in the node's zone."""

    cause: AlarmCause
    day: date

    @property
    def notice(self) -> NoticeKind | None:
        """What a person who wants to hear of it is told."""
        return NOTICES.get(self.cause)


GRACE = timedelta(hours=1)


def watch() -> None:
    """Be told of what becomes of suspects."""
    register_event_watch("victims.detention", KINDS, told)


def told(event: Event) -> None:
    """Have alarms raised and notices owed; the safety of the victim waits for nothing."""
    entry = Detention.objects.select_related("corrects").get(pk=event.params["entry"])
    before = entry.corrects
    now, then = _said(entry), _said(before) if before else None
    cases = _cases(event.case)
    if before and then and now != then and not before.is_held:
        for case in cases:
            _take_back(case, entry, then)
    if now is None or (before and now == then and _is_told(before)):
        return  # nothing is true of it, or nothing of what was told has changed
    for case in cases:
        _tell(case, entry, now, asked=now == then)


def _cases(case: Case) -> list[Case]:
    """The file of the kidnapping and those merged into it, as far as the writer sees them: the
    support of its victims may hang on any."""
    top = case.merged_into_id or case.pk
    return list(Case.objects.filter(Q(pk__in=[case.pk, top]) | Q(merged_into=top)))


def _is_told(entry: Detention) -> bool:
    """Whether the support surely knows it; what may be told since less than GRACE may wait still
    in the queue, and is told twice rather than never."""
    return entry.hold_until is None or entry.hold_until < datetime.now(UTC) - GRACE


def _tell(case: Case, entry: Detention, said: Said, *, asked: bool) -> None:
    reference, key = case.reference, str(entry.key)
    if not entry.is_held:
        alarm_later(case.pk, reference, said.cause, key=key, day=said.day)
        if said.notice:
            tell_later(case.pk, reference, said.notice, said.day)
        return
    if not asked:
        alarm_later(case.pk, reference, AlarmCause.ASK, key=key)
    # The queue keeps the key only: what is held stays behind its wall until it may be told.
    told_at_last.defer(
        actor=GUARDIAN,
        at=entry.hold_until,
        lock=f"victims.tell.{case.pk}",
        case=case.pk,
        reference=reference,
        key=key,
    )


@job("victims.tell_held")
def told_at_last(*, actor: Actor, case: int, reference: str, key: str) -> None:
    """Tell what was held back, unless it was corrected meanwhile; repeating it is harmless."""
    found = told_now(key)
    if found is None:
        return
    cause = CAUSES[DetentionKind(found[0])]
    said = Said(cause, localdate(found[1]))
    raise_alarms(case, reference, cause, actor=actor, key=key, day=said.day)
    if said.notice:
        tell_of_proceedings(case, reference, said.notice, actor=actor, day=said.day)


def _said(entry: Detention) -> Said | None:
    cause = CAUSES.get(DetentionKind(entry.kind))
    return Said(cause, localdate(entry.at)) if cause else None


def _take_back(case: Case, entry: Detention, then: Said) -> None:
    """What was told was wrong: the worker learns it, and nobody tells it the person any more."""
    key = str(entry.key)
    alarm_later(case.pk, case.reference, AlarmCause.CORRECTED, key=key, day=then.day)
    if then.notice and not _other_stands(entry, then):
        take_back_later(case.pk, then.notice, then.day)


def _other_stands(entry: Detention, then: Said) -> bool:
    """Whether the same was told of another suspect of the case, so that its notice stays true."""
    rows = Detention.objects.filter(case_id=entry.case_id, corrected_by__isnull=True)
    others = rows.filter(at__date=then.day).exclude(pk=entry.pk)
    return any(_said(one) == then and not one.is_held for one in others)
