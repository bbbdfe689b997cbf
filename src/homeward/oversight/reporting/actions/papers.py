"""A reply that came on paper, of a State with no node: entered by one person at the Secretariat
with its scan, and taken by another who holds it against the scan."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from homeward.casework.cooperation.actions.papers import Scan
from homeward.foundation.access.errors import Forbidden, NotFound
from homeward.foundation.access.models import User
from homeward.foundation.exchange.attachments.enclosing import plain_name
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.actions import add_custody, keep_file
from homeward.foundation.vault.models import Blob
from homeward.oversight.assistance.secretariat import own_desk
from homeward.oversight.reporting.access import (
    check_at_secretariat,
    check_may_decide,
    get_round,
    get_submission,
)
from homeward.oversight.reporting.actions.once import insert_once
from homeward.oversight.reporting.actions.rounds import SUBMISSION, check_bound
from homeward.oversight.reporting.errors import (
    BegunMeanwhile,
    HasNode,
    NothingAnswered,
    NotWaiting,
    PaperWaits,
    SecondPersonNeeded,
)
from homeward.oversight.reporting.models import Stage, Submission
from homeward.oversight.reporting.payloads import read_answer

COMPARTMENT = "investigation"  # the blob is of no case; the desk sees it


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """What a paper says: `answers` is paragraph -> `{text, needs, evidence}`."""

    written_on: date
    reference: str
    answers: Mapping[str, Mapping[str, Any]]
    scan: Scan


@transaction.atomic
def enter_reply(round_id: UUID, state: str, given: OnPaper, *, user: User) -> Submission:
    """Keep a reply from its paper, for a second person to take.

    It has no figures: what a paper says in numbers is words, bound to no data. Raises NotFound for
    a State that was not asked, HasNode, Forbidden outside the Secretariat's desk, NothingAnswered,
    Unbound for a field, PaperWaits where another one is entered, BegunMeanwhile where somebody
    enters one in the same moment, MalformedPayload.
    """
    asked = get_round(round_id, user)
    check_at_secretariat(user)
    reached = {one["state"]: one["sent"] for one in asked.states}
    if state not in reached:
        raise NotFound("reporting_reply", state)
    if reached[state]:
        raise HasNode
    desk = own_desk()
    if desk is None or not desk.members.filter(pk=user.pk).exists():
        raise Forbidden("reporting")
    last = asked.submissions.filter(state=state).order_by("-number").first()
    if last is not None and last.stage == Stage.DRAFT:
        raise PaperWaits
    answers = {code: read_answer(one) for code, one in given.answers.items()}
    kept = {code: one for code, one in answers.items() if one["text"] or one["needs"]}
    if not kept:
        raise NothingAnswered
    for code, answer in kept.items():
        check_bound(code, answer, [])
    blob = keep_file(
        given.scan.taken,
        case_id=None,
        compartment=COMPARTMENT,
        team_id=desk.pk,
        file_name=plain_name(given.scan.name.replace("\x00", "")),
        media_type=given.scan.media_type[:130],
    )
    add_custody(blob.id, "taken_in", by=user.authority, target=user.authority, purpose="reply")
    made = Submission(
        id=uuid.uuid4(),
        round=asked,
        state=state,
        number=last.number + 1 if last else 1,
        stage=Stage.DRAFT,
        answers=kept,
        written_by=[user.pk],
        begun_at=datetime.now(UTC),
        paper={
            "written_on": given.written_on.isoformat(),
            "reference": given.reference,
            "scan": str(blob.id),
            "sha256": given.scan.taken.sha256,
        },
    )
    insert_once(made, BegunMeanwhile)
    record(
        "reporting.paper_entered",
        actor=user.actor,
        subject=(SUBMISSION, made.pk),
        state=state,
        number=made.number,
        sha256=given.scan.taken.sha256,
    )
    return made


@transaction.atomic
def take_reply(submission_id: UUID, *, user: User) -> Submission:
    """Let a reply from paper stand, as another person than whoever entered it.

    Raises NotFound, Forbidden, NotWaiting, SecondPersonNeeded.
    """
    reply = _waiting(submission_id, user)
    reply.stage, reply.cleared_by, reply.cleared_at = Stage.RECEIVED, user.pk, datetime.now(UTC)
    reply.save()
    record(
        "reporting.paper_taken",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        state=reply.state,
        number=reply.number,
    )
    return reply


@transaction.atomic
def give_back(submission_id: UUID, reason: str, *, user: User) -> Submission:
    """Say that it was entered wrongly; it is entered anew then. Raises as `take_reply`."""
    reply = _waiting(submission_id, user)
    reply.stage, reply.returned = Stage.RETURNED, reason
    reply.save()
    record(
        "reporting.reply_returned",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        number=reply.number,
    )
    return reply


def open_scan(submission_id: UUID, *, user: User) -> Blob:
    """The scan of a reply. Raises NotFound, also for whoever is not of the Secretariat's desk."""
    reply = get_submission(submission_id, user)
    blob = Blob.objects.filter(pk=reply.paper.get("scan")).first()
    if blob is None:
        raise NotFound("reporting_scan", submission_id)
    record("reporting.scan_opened", actor=user.actor, subject=(SUBMISSION, reply.pk))
    return blob


def _waiting(submission_id: UUID, user: User) -> Submission:
    reply = get_submission(submission_id, user, for_change=True)
    check_at_secretariat(user)
    check_may_decide(user)
    if reply.stage != Stage.DRAFT or not reply.paper:
        raise NotWaiting
    if user.pk in reply.written_by:
        raise SecondPersonNeeded
    return reply
