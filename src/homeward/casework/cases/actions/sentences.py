"""Writes about what follows a decision: the sentence, and the appeal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from homeward.casework.cases.actions.people import within
from homeward.casework.cases.actions.proceedings import check_past, move, take_step, tell_step
from homeward.casework.cases.bounds import check_trial
from homeward.casework.cases.charge_lifecycle import RESULTS, SENTENCED_AFTER
from homeward.casework.cases.errors.casefile import (
    BeforeCharge,
    EmptySentence,
    NoConviction,
    StepNotAllowed,
)
from homeward.casework.cases.models import Appeal, Charge, CourtDecision, Sentence
from homeward.casework.cases.vocabulary.proceedings import (
    AppealBy,
    AppealResult,
    SentenceKind,
    Stage,
)
from homeward.foundation.guard.actor import Actor

# What says enough by its name alone.
WITHOUT_MEASURE = (SentenceKind.LIFE, SentenceKind.OTHER, SentenceKind.COMMUNITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSentence:
    """A duration in years, months and days, a sum in minor units, or both."""

    kind: SentenceKind
    years: int | None = None
    months: int | None = None
    days: int | None = None
    amount: int | None = None
    currency: str = ""
    form_token: UUID | None = None


def last_decision(charge: Charge) -> CourtDecision | None:
    """The latest decision on a charge."""
    return CourtDecision.objects.filter(charge=charge).order_by("-pk").first()


@transaction.atomic
def add_sentence(charge: Charge, new: NewSentence, *, actor: Actor) -> Sentence:
    """Record what follows the conviction; raises StepNotAllowed, NoConviction,
    EmptySentence and TriedBeyondSurrender."""
    measures = (new.years, new.months, new.days, new.amount)
    if new.kind not in WITHOUT_MEASURE and not any(measures):
        raise EmptySentence
    held = take_step(charge, "sentence")
    decision = last_decision(held)
    if decision is None or decision.kind not in SENTENCED_AFTER:
        raise NoConviction
    check_trial(held, localdate())
    sentence = Sentence.objects.create(
        **within(held),
        decision=decision,
        kind=new.kind,
        years=new.years,
        months=new.months,
        days=new.days,
        amount=new.amount,
        currency=new.currency if new.amount is not None else "",
        added_by=actor.id or 0,
        form_token=new.form_token,
    )
    tell_step(held, "case.sentence_added", actor, sentence=str(new.kind))
    return sentence


@transaction.atomic
def add_appeal(
    charge: Charge,
    by: AppealBy,
    court: str,
    filed_on: date,
    *,
    actor: Actor,
    form_token: UUID | None = None,
) -> Appeal:
    """Record an appeal against the latest decision; raises StepNotAllowed, NotHappenedYet and
    BeforeCharge for a day before that decision."""
    check_past(filed_on)
    held = take_step(charge, "appeal", filed_on)
    decision = last_decision(held)
    if decision is None:  # the lifecycle lets nobody come here without one
        raise StepNotAllowed(stage=held.get_stage_display())
    if filed_on < decision.decided_on:
        raise BeforeCharge
    appeal = Appeal.objects.create(
        **within(held),
        charge=held,
        decision=decision,
        by=by,
        court=court,
        filed_on=filed_on,
        added_by=actor.id or 0,
        form_token=form_token,
    )
    tell_step(held, "case.appeal_added", actor)
    return appeal


@transaction.atomic
def answer_appeal(charge: Charge, result: AppealResult, result_on: date, *, actor: Actor) -> Appeal:
    """Record what came of the open appeal; one that quashes brings the charge back to court."""
    check_past(result_on)
    held = Charge.objects.select_for_update().get(pk=charge.pk)
    appeal = Appeal.objects.filter(charge=held, result=AppealResult.PENDING).first()
    if held.stage != Stage.APPEALED or appeal is None:
        raise StepNotAllowed(stage=held.get_stage_display())
    if result_on < appeal.filed_on:
        raise BeforeCharge
    appeal.result, appeal.result_on = result, result_on
    appeal.save(update_fields=["result", "result_on"])
    move(held, RESULTS[result])
    tell_step(held, "case.appeal_answered", actor)
    return appeal
