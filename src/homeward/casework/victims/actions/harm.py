"""Losses of a file: recording, showing by items of the case, verifying, withdrawing."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from homeward.casework.cases.bounds import Use, check_use
from homeward.casework.cases.queries.items import items_of
from homeward.casework.victims.actions.common import lock_open, note_support, of_file
from homeward.casework.victims.errors import harm as wrong
from homeward.casework.victims.models import (
    CompensationPart,
    Loss,
    LossEvidence,
    SupportFile,
)
from homeward.casework.victims.queries.files import files_of
from homeward.casework.victims.queries.harm import evidence_of
from homeward.casework.victims.queries.harm_sums import sums_of
from homeward.casework.victims.words.harm import BorneBy
from homeward.foundation.access.models import User
from homeward.foundation.journal.facts import note_fact


@dataclass(frozen=True, slots=True, kw_only=True)
class LossFacts:
    """What was lost: minor units of a currency, on a day or from a day to another."""

    kind: str
    amount: int
    currency: str
    from_day: date
    until_day: date | None = None
    borne_by: str
    borne_name: str = ""
    note: str = ""


@transaction.atomic
def record_loss(
    file: SupportFile,
    facts: LossFacts,
    *,
    user: User,
    borne_file: SupportFile | None = None,
    item: int | None = None,
    form_token: UUID | None = None,
) -> Loss:
    """Record a loss of the person; `item` is the number of an item of the case that shows it.

    Raises FileEnded, BorneFileWrong, ItemNotSeen, and UseBound for what another State gave for
    another use.
    """
    lock_open(file)
    if facts.borne_by == BorneBy.RELATIVE:
        others = files_of(user, file.case).exclude(pk=file.pk)
        if borne_file is None or not others.filter(pk=borne_file.pk).exists():
            raise wrong.BorneFileWrong
    else:
        borne_file = None
    last = Loss.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0
    loss = Loss.objects.create(
        **of_file(file),
        number=last + 1,
        borne_file=borne_file,
        recorded_by=user,
        form_token=form_token,
        **asdict(facts),
    )
    if item is not None:
        _show(loss, item, user)
    _note(loss, "recorded")
    known: dict[str, Any] = {"number": loss.number, "loss": loss.kind}
    note_support(file, "victims.loss_recorded", user, page=_page(loss), **known)
    return loss


@transaction.atomic
def add_evidence(loss: Loss, item: int, *, user: User) -> None:
    """Say that an item of the case shows a loss; raises FileEnded, HarmSettled, ItemNotSeen,
    ItemThere, UseBound."""
    held = _held(loss)
    _show(held, item, user)
    note_support(held.file, "victims.loss_shown", user, event=False, number=held.number)


@transaction.atomic
def verify_loss(loss: Loss, *, user: User) -> None:
    """Verify a loss that somebody else recorded, by what shows it.

    Raises FileEnded, HarmSettled, OwnLoss, EvidenceMissing, EvidenceUnseen.
    """
    held = _held(loss)
    if held.verified_at is not None:
        raise wrong.HarmSettled
    if held.recorded_by_id == user.pk:
        raise wrong.OwnLoss
    shown = evidence_of(user, held)
    if not shown:
        raise wrong.EvidenceMissing
    if any(one.item is None for one in shown):
        raise wrong.EvidenceUnseen
    held.verified_by, held.verified_at = user, datetime.now(UTC)
    held.save(update_fields=["verified_by", "verified_at"])
    _note(held, "verified")
    note_support(held.file, "victims.loss_verified", user, page=_page(held), number=held.number)


@transaction.atomic
def withdraw_loss(loss: Loss, why: str, *, user: User) -> None:
    """Withdraw a loss that was recorded wrongly; it stays readable, and counts no more.

    Raises FileEnded, HarmSettled, and LossClaimed while money is asked for it or was paid.
    """
    held = _held(loss)
    sums = sums_of(user, held.file).losses[held.pk]
    asked = CompensationPart.objects.filter(loss=held, claim__closed_at__isnull=True)
    if sums.compensated or asked.exists():
        raise wrong.LossClaimed
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = user.pk, datetime.now(UTC), why
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _note(held, "withdrawn")
    note_support(held.file, "victims.loss_withdrawn", user, page=_page(held), number=held.number)


def _held(loss: Loss) -> Loss:
    """The loss as it stands, while nobody else writes in the case."""
    file = loss.file
    lock_open(file)
    held = Loss.objects.select_for_update(of=("self",)).get(pk=loss.pk)
    held.file = file
    if held.withdrawn_at is not None:
        raise wrong.HarmSettled
    return held


def _show(loss: Loss, item: int, user: User) -> None:
    shown = items_of(user, loss.file.case).filter(pk=item).first()
    if shown is None:
        raise wrong.ItemNotSeen
    check_use([shown], Use.ALLOWED)  # a claim is not what a request for assistance states
    if LossEvidence.objects.filter(loss=loss, item_id=item).exists():
        raise wrong.ItemThere
    LossEvidence.objects.create(**of_file(loss.file), loss=loss, item_id=item, added_by=user)


def _page(loss: Loss) -> str:
    return f"losses/{loss.number}/"


def _note(loss: Loss, status: str) -> None:
    note_fact(
        "victims.loss",
        case_id=loss.case_id,
        file=loss.file_id,
        loss=loss.pk,
        loss_kind=loss.kind,
        amount=loss.amount,
        currency=loss.currency,
        borne_by=loss.borne_by,
        status=status,
    )
