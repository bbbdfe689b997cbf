"""Raising a notice, telling the next person, and answering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from homeward.foundation.access.models import Team, User
from homeward.foundation.duty.chain import groups
from homeward.foundation.duty.clock import database_now
from homeward.foundation.duty.jobs import queue_mail
from homeward.foundation.duty.models import Delivery, DutyRole, Notice, Task
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.queries.roster import asleep_until, mail_addresses
from homeward.foundation.duty.task_clock import Occasion
from homeward.foundation.duty.vocabulary import MailState, Urgency
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record


@dataclass(frozen=True, slots=True)
class To:
    """Whom a notice is for: a person, a duty role, a team, or several of them in this order."""

    person: User | None = None
    role: DutyRole | None = None
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about: a record with its page, and a case where there is one."""

    subject: tuple[str, object]
    url: str
    case_id: int | None = None
    compartment: str = ""
    task: Task | None = None


def raise_notice(
    kind: str,
    to: To,
    about: About,
    *,
    actor: Actor,
    key: str,
    urgency: Urgency = Urgency.ROUTINE,
    occasion: Occasion = Occasion.TOLD,
    climbs: bool = True,
    step: timedelta | None = None,
    mail: bool = True,
    now: datetime | None = None,
    params: Mapping[str, str] | None = None,
) -> Notice | None:
    """Tell somebody at once; None where `key` was raised before. KeyError for an unknown kind.

    `climbs` tells the next person when nobody answers within `step` (the node's time for the
    urgency, when None). `params` fill the sentence of the kind and hold no name and no content.
    """
    task_kind(kind)
    now = now or database_now()
    notice = Notice(
        key=key,
        kind=kind,
        params=dict(params or {}),
        url=about.url,
        case_id=about.case_id,
        compartment=about.compartment,
        subject_kind=about.subject[0],
        subject_id=str(about.subject[1]),
        task=about.task,
        occasion=occasion,
        urgency=urgency,
        person=to.person,
        team=to.team,
        role=to.role,
        raised_at=now,
        created_by=actor.id,
        climbs=climbs,
        step=step,
    )
    try:
        with transaction.atomic():
            notice.save()
    except IntegrityError:
        return None
    tell_next(notice, actor=actor, now=now, mail=mail)
    return notice


def tell_next(notice: Notice, *, actor: Actor, now: datetime, mail: bool = True) -> list[User]:
    """Tell the next of a notice's people who was not told yet, and set its clock; returns them.

    Where those sleep (quiet hours) and no life is at risk, their e-mail waits until they wake and
    the ones after them are told as well, so that somebody awake knows.
    """
    chosen = _next_people(notice, now)
    for person, addressed, asleep in chosen:
        _deliver(notice, person, addressed, asleep or now, actor, now, mail)
    notice.told = [*notice.told, *(person.pk for person, _, _ in chosen)]
    notice.steps += bool(chosen)
    wakes = min((asleep or now for _, _, asleep in chosen), default=None)
    step = notice.step or settings.HOMEWARD_DUTY_TIMES.step(notice.urgency)
    notice.escalate_at = wakes + step if wakes is not None and notice.climbs else None
    notice.save(update_fields=["told", "steps", "escalate_at"])
    return [person for person, _, _ in chosen]


def _next_people(notice: Notice, now: datetime) -> list[tuple[User, bool, datetime | None]]:
    chosen: list[tuple[User, bool, datetime | None]] = []
    known = set(notice.told)
    for group in groups(notice, now):
        fresh = [person for person in group.people if person.pk not in known]
        known.update(person.pk for person in fresh)
        for person in fresh:
            sleeps = None if notice.urgency == Urgency.LIFE else asleep_until(person, now)
            chosen.append((person, group.addressed, sleeps))
        is_somebody_awake = any(asleep is None for _, _, asleep in chosen)
        if chosen and (is_somebody_awake or not notice.climbs):
            break
    return chosen


def _deliver(
    notice: Notice,
    person: User,
    addressed: bool,
    after: datetime,
    actor: Actor,
    now: datetime,
    mail: bool,
) -> None:
    by_mail = mail and bool(settings.HOMEWARD_MAIL.host) and bool(mail_addresses(person))
    delivery = Delivery.objects.create(
        notice=notice,
        user=person,
        addressed=addressed,
        told_at=now,
        created_by=actor.id,
        mail=MailState.WAITING if by_mail else MailState.NONE,
        mail_after=after if by_mail else None,
    )
    if by_mail:
        queue_mail(delivery.pk, at=after if after > now else None)


def tell_persons(
    persons: Sequence[User],
    kind: str,
    *,
    actor: Actor,
    subject: tuple[str, object],
    url: str,
    case_id: int | None,
    life_at_risk: bool = False,
    **params: str,
) -> None:
    """What `access.ports.tell` does: each person gets a notice of his own, which he answers.

    With life at risk an unanswered one climbs; otherwise it waits for that person.
    """
    for person in persons:
        raise_notice(
            kind,
            To(person=person),
            About(subject, url, case_id),
            actor=actor,
            key=f"told:{uuid4()}",
            urgency=Urgency.LIFE if life_at_risk else Urgency.ROUTINE,
            climbs=life_at_risk,
            params=params,
        )


def acknowledge(notice: Notice, *, user: User, now: datetime | None = None) -> bool:
    """A person who was told answers: nobody else is told any more. False where it was answered."""
    held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if held.closed_at is not None:
        return False
    held.acknowledged_at = held.closed_at = now or database_now()
    held.acknowledged_by, held.escalate_at = user, None
    held.save(update_fields=["acknowledged_at", "closed_at", "acknowledged_by", "escalate_at"])
    record(
        "duty.notice_acknowledged",
        actor=user.actor,
        subject=("notice", held.pk),
        case_id=held.case_id,
        compartment=held.compartment,
        kind=held.kind,
        urgency=held.urgency,
        steps=held.steps,
    )
    return True
