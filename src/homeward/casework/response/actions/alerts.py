"""Writing a public alert: drafts, later messages, changes, withdrawals. Nothing goes out here."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from homeward.casework.cases.actions import add_event
from homeward.casework.cases.models import Case
from homeward.casework.response.alert_checks import check_status
from homeward.casework.response.errors.alerts import AlertFollowed, AlertNotInStage
from homeward.casework.response.models import PublicAlert
from homeward.casework.response.queries.alerts import FactChoice
from homeward.casework.response.words.cap import AlertStage, CapType
from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.roles import Compartment
from homeward.foundation.duty.actions import finish_tasks
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record

CRISIS = Compartment.CRISIS
APPROVE_TASK = "response.alert_approve"
UNDECIDED = (AlertStage.DRAFT, AlertStage.AWAITING, AlertStage.APPROVED)
# What a later message takes over from the one that it follows.
CARRIED = (
    *("status", "scope", "restriction", "addresses", "note", "categories", "responses"),
    *("urgency", "severity", "certainty", "sender_name", "contact", "web", "picture"),
    *("languages", "texts", "polygons", "circles", "geocodes", "shows_person", "person_risk"),
)


@transaction.atomic
def draft_alert(
    case: Case,
    *,
    actor: Actor,
    status: str,
    languages: Sequence[str],
    chosen: Sequence[FactChoice] = (),
    sender_name: str = "",
    form_token: uuid.UUID | None = None,
) -> PublicAlert:
    """Begin a message with the facts that were chosen, and no others.

    They stand in the description of its first language, one a line, for the writer to put into
    words. Raises AlertOnlyPlayed.
    """
    check_status(status)
    words = "\n".join(f"{fact.label}: {fact.text}" for fact in chosen)
    alert = PublicAlert(
        msg_type=CapType.ALERT,
        status=status,
        languages=list(languages),
        texts={languages[0]: {"description": words}} if languages else {},
        chosen=sorted({fact.kind for fact in chosen}),
        shows_person=any(fact.of_person for fact in chosen),
        sender_name=sender_name,
        form_token=form_token,
    )
    return _begun(alert, case, actor)


@transaction.atomic
def follow_alert(
    alert: PublicAlert, msg_type: CapType, *, actor: Actor, form_token: uuid.UUID | None = None
) -> PublicAlert:
    """Begin an Update or a Cancel of a published message; it goes the same way out.

    What called for action is not said again in a Cancel: its words are written anew.
    Raises AlertNotInStage, and AlertFollowed where such a message is on its way already.
    """
    earlier = PublicAlert.objects.select_for_update().get(pk=alert.pk)
    if earlier.stage != AlertStage.PUBLISHED:
        raise AlertNotInStage(stage=earlier.get_stage_display())
    if PublicAlert.objects.filter(follows=earlier, stage__in=UNDECIDED).exists():
        raise AlertFollowed
    later = PublicAlert(msg_type=msg_type, follows=earlier, form_token=form_token)
    for name in CARRIED:
        setattr(later, name, getattr(earlier, name))
    if msg_type == CapType.CANCEL:
        later.expires = earlier.expires
        later.urgency, later.responses, later.picture = "Past", ["AllClear"], ""
        later.texts = {
            language: {name: texts.get(name, "") for name in ("event", "area")}
            for language, texts in earlier.texts.items()
        }
    return _begun(later, earlier.case, actor)


def _begun(alert: PublicAlert, case: Case, actor: Actor) -> PublicAlert:
    alert.case, alert.compartment = case, CRISIS
    alert.identifier = uuid.uuid4()
    # Its words were carried over: their writers approve them no more than the new ones.
    carried = alert.follows.writers if alert.follows else []
    alert.writers = sorted({actor.id or 0, *carried})
    alert.changed_by, alert.changed_at = actor.id, datetime.now(UTC)
    alert.save(force_insert=True)
    note(alert, "response.alert_drafted", actor=actor, facts=list(alert.chosen))
    add_event(
        case, "response.alert_drafted", actor=actor, compartment=CRISIS, msg_type=alert.msg_type
    )
    return alert


@transaction.atomic
def change_alert(
    alert: PublicAlert, fields: Mapping[str, Any], *, actor: Actor, revision: int
) -> PublicAlert:
    """Keep what was changed; every approval that was given is void with it.

    Raises StaleForm when somebody changed it since it was read, AlertNotInStage once it is out, and
    AlertOnlyPlayed.
    """
    held = locked(alert)
    if held.revision != revision:
        raise StaleForm
    if held.stage not in UNDECIDED:
        raise AlertNotInStage(stage=held.get_stage_display())
    for name, value in fields.items():
        setattr(held, name, value)
    check_status(held.status)
    voided = held.approvals.filter(revision=held.revision).count()
    held.stage, held.message, held.sha256, held.sent = AlertStage.DRAFT, None, "", None
    held.revision += 1
    held.writers = sorted({*held.writers, actor.id or 0})
    held.changed_by, held.changed_at = actor.id, datetime.now(UTC)
    held.save()
    finish_tasks(("alert", held.pk), APPROVE_TASK, actor=actor)
    note(held, "response.alert_changed", actor=actor, voided=voided)
    return held


@transaction.atomic
def withdraw_alert(alert: PublicAlert, *, actor: Actor) -> None:
    """Give up a message that is not out yet. Raises AlertNotInStage."""
    held = locked(alert)
    if held.stage not in UNDECIDED:
        raise AlertNotInStage(stage=held.get_stage_display())
    held.stage, held.changed_by, held.changed_at = (
        AlertStage.WITHDRAWN,
        actor.id,
        datetime.now(UTC),
    )
    held.save(update_fields=["stage", "changed_by", "changed_at"])
    finish_tasks(("alert", held.pk), APPROVE_TASK, actor=actor)
    note(held, "response.alert_withdrawn", actor=actor)
    add_event(
        held.case,
        "response.alert_withdrawn",
        actor=actor,
        compartment=CRISIS,
        msg_type=held.msg_type,
    )


def locked(alert: PublicAlert) -> PublicAlert:
    """The message as it is kept now, for this transaction alone."""
    return PublicAlert.objects.select_for_update().get(pk=alert.pk)


def note(alert: PublicAlert, verb: str, *, actor: Actor, **data: Any) -> None:
    """Journal a step of a message: codes and fingerprints, never its words."""
    record(
        verb,
        actor=actor,
        subject=("alert", alert.pk),
        case_id=alert.case_id,
        compartment=CRISIS,
        msg_type=alert.msg_type,
        revision=alert.revision,
        **data,
    )


def settle_tasks(alert: PublicAlert, *, actor: Actor) -> None:
    """Close the reader's own task once his approval is not wanted any more.

    A person's tasks are seen by himself and their maker only, so the second approval cannot close
    those of all the others.
    """
    waiting = alert.stage == AlertStage.AWAITING and actor.id not in alert.writers
    given = alert.approvals.filter(revision=alert.revision, by=actor.id or 0).exists()
    if not waiting or given:
        finish_tasks(("alert", alert.pk), APPROVE_TASK, actor=actor)
