"""Reads of notices, as far as their reader may know what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, is_lead
from homeward.foundation.access.roles import Role
from homeward.foundation.duty.models import Delivery, Notice
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.task_clock import Occasion
from homeward.foundation.duty.vocabulary import MailState, Urgency


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as one reader sees it. `of_others` is one that climbed to him."""

    notice: Notice
    sentence: str
    step: str
    url: str
    occasion: str
    of_others: str


def open_notices(viewer: User) -> QuerySet[Notice]:
    """What the viewer was told and nobody answered yet, life at risk first."""
    mine = Notice.objects.filter(told__contains=[viewer.pk], closed_at__isnull=True)
    return mine.select_related("person", "role__team", "team").order_by("raised_at", "pk")


def count_open(viewer: User) -> int:
    """How many notices wait for the viewer's answer."""
    return Notice.objects.filter(told__contains=[viewer.pk], closed_at__isnull=True).count()


def answered_lately(viewer: User, limit: int = 20) -> QuerySet[Notice]:
    """What the viewer was told and somebody answered, the latest first."""
    mine = Notice.objects.filter(told__contains=[viewer.pk], acknowledged_at__isnull=False)
    found = mine.select_related("person", "role__team", "team", "acknowledged_by")
    return found.order_by("-acknowledged_at")[:limit]


def notice_for(viewer: User, pk: int) -> Notice | None:
    """A notice that the viewer was told, or None."""
    return Notice.objects.filter(pk=pk, told__contains=[viewer.pk]).first()


def lines(viewer: User, notices: Iterable[Notice]) -> list[NoticeLine]:
    """The notices in words, the most urgent first."""
    found = list(notices)
    own = Delivery.objects.filter(user=viewer, notice__in=found, addressed=True)
    addressed = set(own.values_list("notice_id", flat=True))
    weight = {Urgency.LIFE: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}
    found.sort(key=lambda one: (weight[Urgency(one.urgency)], one.raised_at, one.pk))
    return [_line(viewer, one, one.pk in addressed) for one in found]


def _line(viewer: User, notice: Notice, is_addressed: bool) -> NoticeLine:
    kind = task_kind(notice.kind)
    others = "" if is_addressed else _meant_for(notice)
    occasion = _occasion(notice)
    # A desk or a duty is told of what comes to it; a person of a case in which he has a place.
    at_desk = is_addressed and notice.person_id != viewer.pk
    if not at_desk and not _may_read(viewer, notice):
        sentence = _("Nobody has answered a notice that belongs to a case. Call: %(name)s")
        url = reverse("duty:roster")
        step = _("See who is on duty")
        return NoticeLine(notice, sentence % {"name": others}, step, url, occasion, others)
    sentence = str(kind.sentence) % notice.params
    return NoticeLine(notice, sentence, str(kind.step), notice.url, occasion, others)


def _may_read(viewer: User, notice: Notice) -> bool:
    """What climbed to somebody outside the case says nothing of the case, nor what was meant for
    somebody who has left it."""
    glass = notice.subject_kind == "glass"
    if glass and Role.OVERSEER in viewer.roles:
        return True  # oversight is told of a case that it cannot open
    if notice.case_id is None:
        return not glass
    if glass:
        return is_lead(viewer, notice.case_id)
    held = compartments_of(viewer, notice.case_id)
    return notice.compartment in held if notice.compartment else bool(held)


def _meant_for(notice: Notice) -> str:
    return str(notice.person or notice.role or notice.team or "")


def _occasion(notice: Notice) -> str:
    words = {
        Occasion.SOON: pgettext("notice", "Due soon"),
        Occasion.REMIND: pgettext("notice", "Look at it again"),
        Occasion.OVERDUE: pgettext("notice", "Overdue"),
    }
    return words.get(Occasion(notice.occasion), "")


def failed_mail(limit: int = 50) -> QuerySet[Delivery]:
    """E-mail that did not reach its server, the latest first, as far as the reader may see it."""
    failed = Delivery.objects.exclude(mail_fault="").select_related("user")
    return failed.order_by(F("told_at").desc())[:limit]


def mail_is_failing() -> bool:
    """Whether the last e-mail that was tried did not go."""
    last = Delivery.objects.filter(mail_tries__gt=0).order_by("-told_at", "-pk").first()
    return (
        last is not None
        and last.mail in (MailState.FAILED, MailState.WAITING)
        and bool(last.mail_fault)
    )
