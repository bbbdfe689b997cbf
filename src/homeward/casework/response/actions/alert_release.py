"""The way of a public alert out: sent for approval, approved by two persons, published by a person.

The software publishes nothing by itself: not on the second approval, and not at a time.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from homeward.casework.cases.actions import add_event
from homeward.casework.response.actions.alerts import APPROVE_TASK, CRISIS, locked, note
from homeward.casework.response.alert_checks import (
    check_complete,
    check_status,
    composed,
    sender,
)
from homeward.casework.response.alert_delivery import send_to_endpoints
from homeward.casework.response.errors.alerts import (
    AlertExpired,
    AlertFollowed,
    AlertNotInStage,
    AlertTooOld,
    ApprovedByWriter,
    ApprovedOther,
    ApprovedTwice,
)
from homeward.casework.response.models import AlertApproval, PublicAlert, PublishedAlert
from homeward.casework.response.queries.alerts import counted_approvals, possible_approvers
from homeward.casework.response.words.cap import AlertStage, CapScope
from homeward.foundation.access.errors import Forbidden, StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import is_member
from homeward.foundation.duty.actions import add_task, finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact
from homeward.foundation.web.formats import moment_text

APPROVALS = 2
FRESH = timedelta(hours=12)
"""How long after it was sent for approval a message may be published."""


@transaction.atomic
def submit_alert(alert: PublicAlert, *, user: User, revision: int) -> PublicAlert:
    """Compose the message and send it for approval: from here on its bytes stand.

    Raises StaleForm, AlertNotInStage, AlertIncomplete, AlertExpired, AlertOnlyPlayed.
    """
    held, now = locked(alert), datetime.now(UTC)
    if held.revision != revision:
        raise StaleForm
    _check_stage(held, AlertStage.DRAFT)
    check_complete(held)
    held.sender, held.sent = sender(), now.replace(microsecond=0)
    held.message = composed(held, held.sent)
    held.sha256 = hashlib.sha256(held.message).hexdigest()
    held.stage, held.revision = AlertStage.AWAITING, held.revision + 1
    held.changed_by, held.changed_at = user.pk, now
    held.save()
    note(held, "response.alert_submitted", actor=user.actor, sha256=held.sha256)
    _ask_for_approval(held, user)
    return held


def _ask_for_approval(alert: PublicAlert, user: User) -> None:
    address = reverse("response:alert", args=[alert.case.reference, alert.pk])
    for person in possible_approvers(user, alert):
        add_task(
            APPROVE_TASK,
            actor=user.actor,
            subject=("alert", alert.pk),
            url=address,
            assignee=person,
            case_id=alert.case_id,
        )


@transaction.atomic
def approve_alert(alert: PublicAlert, *, user: User, sha256: str) -> PublicAlert:
    """Approve the bytes of this fingerprint; the second approval makes it ready, no more.

    Raises Forbidden for whoever is in by a broken glass, AlertNotInStage, ApprovedOther,
    ApprovedByWriter, ApprovedTwice.
    """
    actor = user.actor
    if not is_member(user, alert.case_id, CRISIS):
        raise Forbidden("alert", alert.pk)
    held = locked(alert)
    _check_stage(held, AlertStage.AWAITING)
    if held.sha256 != sha256:
        raise ApprovedOther
    if user.pk in held.writers:
        raise ApprovedByWriter
    given = counted_approvals(held)
    if user.pk in {row.by for row in given}:
        raise ApprovedTwice
    AlertApproval.objects.create(
        case=held.case,
        compartment=CRISIS,
        alert=held,
        revision=held.revision,
        sha256=held.sha256,
        by=user.pk,
    )
    number = len(given) + 1
    note(held, "response.alert_approved", actor=actor, sha256=held.sha256, number=number)
    if number >= APPROVALS:
        held.stage = AlertStage.APPROVED
        held.save(update_fields=["stage"])
        finish_tasks(("alert", held.pk), APPROVE_TASK, actor=actor)
    return held


@transaction.atomic
def publish_alert(alert: PublicAlert, *, actor: Actor) -> PublicAlert:
    """Publish the approved bytes: in the feed and to the endpoints where everybody is meant.

    What is for a restricted or private audience becomes a file to hand over. Raises
    AlertNotInStage, AlertExpired, AlertTooOld, AlertOnlyPlayed, AlertFollowed.
    """
    held, now = locked(alert), datetime.now(UTC)
    _check_stage(held, AlertStage.APPROVED)
    if len(counted_approvals(held)) < APPROVALS:
        raise AlertNotInStage(stage=AlertStage.AWAITING.label)
    _check_time(held, now)
    check_status(held.status)
    _replace_earlier(held)
    if held.scope == CapScope.PUBLIC:
        _make_public(held)
        send_to_endpoints(held, settings.HOMEWARD_ALERTS.endpoints)
    held.stage, held.published_at = AlertStage.PUBLISHED, now
    held.save(update_fields=["stage", "published_at"])
    note(held, "response.alert_published", actor=actor, sha256=held.sha256, scope=held.scope)
    add_event(
        held.case,
        "response.alert_published",
        actor=actor,
        compartment=CRISIS,
        url=reverse("response:alert", args=[held.case.reference, held.pk]),
        msg_type=held.msg_type,
        status=held.status,
    )
    note_fact(
        "response.alert_published",
        case_id=held.case_id,
        msg_type=held.msg_type,
        status=held.status,
        scope=held.scope,
        languages=len(held.languages),
    )
    return held


def _check_stage(alert: PublicAlert, stage: AlertStage) -> None:
    if alert.stage != stage:
        raise AlertNotInStage(stage=alert.get_stage_display())


def _check_time(alert: PublicAlert, now: datetime) -> None:
    if alert.expires is None or alert.expires <= now:
        raise AlertExpired(expires=moment_text(alert.expires) if alert.expires else "")
    if alert.sent is None or now - alert.sent > FRESH:
        raise AlertTooOld(hours=int(FRESH.total_seconds() // 3600))


def _replace_earlier(alert: PublicAlert) -> None:
    if alert.follows is None:
        return
    earlier = locked(alert.follows)
    if earlier.stage != AlertStage.PUBLISHED:
        raise AlertFollowed
    earlier.stage = AlertStage.REPLACED
    earlier.save(update_fields=["stage"])


def _make_public(alert: PublicAlert) -> None:
    """The row that everybody may read; the wall of its table counts the approvals again."""
    if alert.sent is None or alert.expires is None:
        raise AlertNotInStage(stage=alert.get_stage_display())
    language = alert.languages[0]
    PublishedAlert.objects.create(
        identifier=alert.identifier,
        replaces=alert.follows.identifier if alert.follows else None,
        msg_type=alert.msg_type,
        status=alert.status,
        headline=alert.texts[language]["headline"],
        language=language,
        sent=alert.sent,
        expires=alert.expires,
        message=alert.message,
        sha256=alert.sha256,
    )


def note_alert_viewed(alert: PublicAlert, *, actor: Actor, part: str) -> None:
    """Journal that a message was read or taken as a file, before it is shown."""
    record(
        "response.alert_viewed",
        actor=actor,
        subject=("alert", alert.pk),
        case_id=alert.case_id,
        compartment=CRISIS,
        part=part,
    )
