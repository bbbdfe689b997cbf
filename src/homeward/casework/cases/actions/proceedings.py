"""Writes about proceedings; each step follows from where the charge stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.cases.actions.people import is_in_part, within
from homeward.casework.cases.actions.timeline import add_event
from homeward.casework.cases.bounds import check_charge, check_trial
from homeward.casework.cases.charge_lifecycle import CLEARED, stage_after
from homeward.casework.cases.errors.casefile import (
    ActAfterCharge,
    BeforeCharge,
    HarmOfAnother,
    HarmWithdrawn,
    NotASuspect,
    NotAVictim,
    NotHappenedYet,
    OutcomeRecorded,
    StepNotAllowed,
)
from homeward.casework.cases.models import (
    Charge,
    ChargeHarm,
    ChargeVictim,
    CourtDecision,
    Harm,
    Hearing,
    Person,
)
from homeward.casework.cases.vocabulary.case import PersonRole
from homeward.casework.cases.vocabulary.people import HarmKind
from homeward.casework.cases.vocabulary.proceedings import DecisionKind, Stage
from homeward.foundation.guard.actor import Actor
from homeward.foundation.journal.actions import record
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """What somebody is charged with, for what was done to whom.

    `under` is the offence of a surrender that covers it, where the suspect was surrendered;
    `acted_on` the first day of the act.
    """

    suspect: Person
    victims: Sequence[Person]
    harms: Sequence[Harm]
    offence: str
    provision: str
    charged_on: date
    court: str = ""
    court_reference: str = ""
    under: str = ""
    acted_on: date | None = None
    form_token: UUID | None = None


@transaction.atomic
def add_charge(new: NewCharge, *, actor: Actor) -> Charge:
    """Charge a suspect; in the compartment of the suspect's record.

    Raises NotASuspect, NotAVictim, HarmOfAnother, HarmWithdrawn, NotHappenedYet, ActAfterCharge
    and, where a surrender does not cover it, BeyondSurrender.
    """
    _check_charge(new)
    check_charge(new.suspect.pk, new.under, new.acted_on)
    suspect = new.suspect
    charge = Charge.objects.create(
        **within(suspect),
        suspect=suspect,
        offence=new.offence,
        provision=new.provision,
        court=new.court,
        court_reference=new.court_reference,
        charged_on=new.charged_on,
        under=new.under,
        acted_on=new.acted_on,
        added_by=actor.id or 0,
        form_token=new.form_token,
    )
    for victim in new.victims:
        ChargeVictim.objects.create(**within(charge), charge=charge, person=victim)
    for harm in new.harms:
        ChargeHarm.objects.create(**within(charge), charge=charge, harm=harm)
    tell_step(charge, "case.charged", actor)
    return charge


def _check_charge(new: NewCharge) -> None:
    if new.charged_on > localdate():
        raise NotHappenedYet
    if new.acted_on is not None and new.acted_on > new.charged_on:
        raise ActAfterCharge
    if not is_in_part(new.suspect, PersonRole.SUSPECT):
        raise NotASuspect
    if not all(is_in_part(victim, PersonRole.VICTIM) for victim in new.victims):
        raise NotAVictim
    victims = {victim.pk for victim in new.victims}
    if any(harm.person_id not in victims for harm in new.harms):
        raise HarmOfAnother
    # Held: whoever withdraws one in this moment waits, and finds the charge that relies on it.
    numbers = [harm.pk for harm in new.harms]
    held = Harm.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    if any(harm.withdrawn_at or harm.kind == HarmKind.NONE_KNOWN for harm in list(held)):
        raise HarmWithdrawn


@transaction.atomic
def cover_charge(charge: Charge, under: str, acted_on: date | None, *, actor: Actor) -> None:
    """Say which offence of the surrender covers a charge, such as one made before the surrender.

    Raises ActAfterCharge and BeyondSurrender.
    """
    held = Charge.objects.select_for_update().get(pk=charge.pk)
    if acted_on is not None and acted_on > held.charged_on:
        raise ActAfterCharge
    check_charge(held.suspect_id, under, acted_on)
    held.under, held.acted_on = under, acted_on
    held.save(update_fields=["under", "acted_on"])
    told: dict[str, Any] = {"compartment": held.compartment}
    subject = ("charge", held.pk)
    record("case.charge_covered", actor=actor, subject=subject, case_id=held.case_id, **told)
    add_event(held.case, "case.charge_covered", actor=actor, **told)


@transaction.atomic
def add_hearing(
    charge: Charge,
    at: datetime,
    *,
    actor: Actor,
    place: str = "",
    outcome: str = "",
    form_token: UUID | None = None,
) -> Hearing:
    """Record a day in court, which may be to come; one to come has no outcome yet.

    Raises StepNotAllowed, NotHappenedYet, BeforeCharge and TriedBeyondSurrender.
    """
    if outcome and at > datetime.now(UTC):
        raise NotHappenedYet
    held = take_step(charge, "hearing", localdate(at))
    check_trial(held, localdate(at))
    hearing = Hearing.objects.create(
        **within(held),
        charge=held,
        at=at,
        place=place,
        outcome=outcome,
        added_by=actor.id or 0,
        form_token=form_token,
    )
    tell_step(held, "case.hearing_added", actor, day=localdate(at).isoformat())
    return hearing


@transaction.atomic
def tell_hearing_outcome(hearing: Hearing, outcome: str, *, actor: Actor) -> None:
    """Record what came of a hearing that was entered while it was to come.

    Raises NotHappenedYet, OutcomeRecorded and TriedBeyondSurrender; where the charge stands stays
    as it is.
    """
    held = _awaited(hearing)
    check_trial(held.charge, localdate(held.at))
    if held.at > datetime.now(UTC):
        raise NotHappenedYet
    held.outcome = outcome
    held.save(update_fields=["outcome"])
    _tell_hearing(held, "case.hearing_held", actor)


@transaction.atomic
def move_hearing(hearing: Hearing, to: datetime, *, actor: Actor) -> None:
    """Give a hearing that has no outcome another time; raises OutcomeRecorded and BeforeCharge."""
    held = _awaited(hearing)
    if localdate(to) < held.charge.charged_on:
        raise BeforeCharge
    before, held.at = held.at, to
    held.save(update_fields=["at"])
    days = {"before": localdate(before).isoformat(), "after": localdate(to).isoformat()}
    _tell_hearing(held, "case.hearing_moved", actor, **days)


def _awaited(hearing: Hearing) -> Hearing:
    """Lock a hearing of which nobody said yet what came of it."""
    held = Hearing.objects.select_for_update().get(pk=hearing.pk)
    if held.outcome:
        raise OutcomeRecorded
    return held


def _tell_hearing(hearing: Hearing, what: str, actor: Actor, **days: str) -> None:
    """Journal and timeline; a charge stands where it stood, so there is no fact to count."""
    told: dict[str, Any] = {"compartment": hearing.compartment, **days}
    subject = ("charge", hearing.charge_id)
    record(what, actor=actor, subject=subject, case_id=hearing.case_id, **told)
    add_event(hearing.case, what, actor=actor, **told)


@transaction.atomic
def decide_charge(
    charge: Charge,
    kind: DecisionKind,
    court: str,
    decided_on: date,
    *,
    actor: Actor,
    form_token: UUID | None = None,
) -> CourtDecision:
    """Record what a court decided. Raises StepNotAllowed, NotHappenedYet, BeforeCharge and, unless
    the court cleared the suspect, TriedBeyondSurrender."""
    check_past(decided_on)
    held = take_step(charge, "decision", decided_on)
    if kind not in CLEARED:
        check_trial(held, decided_on)
    decision = CourtDecision.objects.create(
        **within(held),
        charge=held,
        kind=kind,
        court=court,
        decided_on=decided_on,
        added_by=actor.id or 0,
        form_token=form_token,
    )
    tell_step(held, "case.charge_decided", actor, decision=str(kind))
    return decision


@transaction.atomic
def end_charge(charge: Charge, step: str, *, actor: Actor) -> None:
    """Say that a decision became final, or that the charge was withdrawn (`final`, `withdraw`)."""
    held = take_step(charge, step)
    tell_step(held, "case.charge_moved", actor)


def take_step(charge: Charge, step: str, day: date | None = None) -> Charge:
    """Lock the charge and move it on; raises StepNotAllowed and BeforeCharge."""
    held = Charge.objects.select_for_update().get(pk=charge.pk)
    after = stage_after(step, held.stage)
    if after is None:
        raise StepNotAllowed(stage=held.get_stage_display())
    if day and day < held.charged_on:
        raise BeforeCharge
    move(held, after)
    return held


def move(charge: Charge, stage: Stage) -> None:
    """Keep where the charge stands now."""
    charge.stage = stage
    charge.save(update_fields=["stage"])


def check_past(day: date) -> None:
    """Raises NotHappenedYet for a day to come."""
    if day > localdate():
        raise NotHappenedYet


def tell_step(
    charge: Charge,
    what: str,
    actor: Actor,
    *,
    decision: str = "",
    sentence: str = "",
    day: str = "",
) -> None:
    """Journal, nameless fact and timeline of a step; `day` is that of a hearing, ISO 8601."""
    record(
        what,
        actor=actor,
        subject=("charge", charge.pk),
        case_id=charge.case_id,
        compartment=charge.compartment,
        stage=str(charge.stage),
    )
    facts: dict[str, Any] = {
        "charge": charge.pk,
        "suspect": charge.suspect_id,
        "stage": str(charge.stage),
        "decision": decision,
        "sentence": sentence,
    }
    relied = ChargeHarm.objects.filter(charge=charge).values_list("harm__kind", flat=True)
    kinds = sorted(set(relied))
    note_fact("case.charge", case_id=charge.case_id, harms=kinds, **facts)
    params: dict[str, Any] = {"stage": str(charge.stage)} | (
        {"decision": decision} if decision else {}
    )
    params |= {"day": day} if day else {}
    add_event(charge.case, what, actor=actor, compartment=charge.compartment, **params)
