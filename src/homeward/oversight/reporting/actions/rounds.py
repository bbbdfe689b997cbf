"""A questionnaire and the replies to it: asked, written, cleared by the focal point, sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.errors import StaleForm
from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import connected_states
from homeward.foundation.exchange.sending import send
from homeward.foundation.journal.actions import record
from homeward.oversight.reporting.access import (
    check_at_secretariat,
    check_may_decide,
    check_of_state,
    get_round,
    get_submission,
)
from homeward.oversight.reporting.actions.once import insert_once
from homeward.oversight.reporting.errors import (
    BegunMeanwhile,
    NothingAnswered,
    NothingReturned,
    NotWaiting,
    SecondPersonNeeded,
    Unbound,
    YearsReversed,
)
from homeward.oversight.reporting.fields import unbound_in
from homeward.oversight.reporting.models import Round, Stage, Submission
from homeward.oversight.reporting.paragraphs import PARAGRAPHS
from homeward.oversight.reporting.payloads import (
    HANDLING,
    QUESTIONNAIRE,
    REPLY,
    questionnaire_payload,
    read_answer,
    reply_payload,
)
from homeward.oversight.reporting.queries.aggregates import asked_states
from homeward.oversight.reporting.queries.rounds import figures_for, open_reply

ROUND, SUBMISSION = "reporting_round", "reporting_submission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A questionnaire: `first` and `last` are years; `states` are codes, empty for all."""

    title: str
    session: str
    first: str
    last: str
    due: date
    states: tuple[str, ...] = ()


@transaction.atomic
def open_round(asked: Asked, *, user: User) -> Round:
    """Put a questionnaire to States. One whose node cannot be written to is asked all the same, on
    paper; that it got no message stays with the questionnaire.

    Raises Forbidden, NotFound away from the Secretariat, YearsReversed.
    """
    check_at_secretariat(user)
    if asked.last < asked.first:
        raise YearsReversed
    names, reached = asked_states(), connected_states()
    chosen = [code for code in sorted(names) if not asked.states or code in asked.states]
    made = Round(
        id=uuid.uuid4(),
        title=asked.title,
        session=asked.session,
        first=asked.first,
        last=asked.last,
        due=asked.due,
        states=[{"state": c, "name": names[c], "sent": c in reached} for c in chosen],
        asked_by=settings.HOMEWARD_STATE,
        opened_at=datetime.now(UTC),
        opened_by=user.pk,
    )
    for code in chosen:
        if code in reached:
            _tell(QUESTIONNAIRE, questionnaire_payload(made), code, made.pk, user)
    made.save(force_insert=True)
    record(
        "reporting.questionnaire_opened",
        actor=user.actor,
        subject=(ROUND, made.pk),
        states=chosen,
        not_reached=[code for code in chosen if code not in reached],
    )
    return made


@transaction.atomic
def write_answer(
    round_id: UUID, paragraph: str, given: Mapping[str, Any], *, user: User, revision: int
) -> Submission:
    """Write in the State's reply, which begins with it; after one was sent it begins anew from it.

    `revision` is 0 where none was begun. Raises NotFound, Forbidden, StaleForm, BegunMeanwhile,
    Unbound, NotWaiting where it lies before the focal point, MalformedPayload.
    """
    asked = get_round(round_id, user)
    check_of_state(user)
    answer = read_answer(given)
    reply = _begun(asked, user, revision)
    lines = figures_for(user)
    check_bound(paragraph, answer, lines)
    if answer["text"] or answer["needs"] or answer["evidence"]:
        reply.answers = {**reply.answers, paragraph: answer}
    else:
        reply.answers = {code: one for code, one in reply.answers.items() if code != paragraph}
    reply.written_by = sorted({*reply.written_by, user.pk})
    reply.revision += 1
    reply.save()
    record(
        "reporting.answered",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        paragraph=paragraph,
    )
    return reply


def _begun(asked: Round, user: User, revision: int) -> Submission:
    state = settings.HOMEWARD_STATE
    reply = open_reply(asked)
    if reply is not None:
        reply = get_submission(reply.pk, user, for_change=True)
        if reply.stage != Stage.WRITING:
            raise NotWaiting
        if reply.revision != revision:
            raise StaleForm
        return reply
    if revision:
        raise StaleForm
    last = asked.submissions.filter(state=state).order_by("-number").first()
    reply = Submission(
        id=uuid.uuid4(),
        round=asked,
        state=state,
        number=last.number + 1 if last else 1,
        answers=last.answers if last else {},
        begun_at=datetime.now(UTC),
    )
    insert_once(reply, BegunMeanwhile)
    return reply


def check_bound(paragraph: str, answer: Mapping[str, Any], lines: list[dict[str, Any]]) -> None:
    """Raises Unbound for a field in an answer that no line stands behind."""
    wrong = [field for name in ("text", "needs") for field in unbound_in(answer[name], lines)]
    if wrong:
        raise Unbound(fields=", ".join(wrong), paragraph=PARAGRAPHS[paragraph].places)


@transaction.atomic
def lay_before(submission_id: UUID, *, user: User) -> Submission:
    """Lay the reply before the focal point, with the figures as they are now.

    Raises NotFound, Forbidden, NotWaiting, NothingAnswered, Unbound.
    """
    reply = get_submission(submission_id, user, for_change=True)
    check_of_state(user)
    if reply.stage != Stage.WRITING:
        raise NotWaiting
    if not reply.answers:
        raise NothingAnswered
    reply.lines = figures_for(user)
    for code, answer in reply.answers.items():
        check_bound(code, answer, reply.lines)
    reply.stage, reply.returned = Stage.DRAFT, ""
    reply.written_by = sorted({*reply.written_by, user.pk})
    reply.save()
    record(
        "reporting.reply_laid",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        number=reply.number,
    )
    return reply


@transaction.atomic
def clear(submission_id: UUID, *, user: User) -> Submission:
    """Clear the reply and send it to the Secretariat: as focal point, who wrote nothing in it.

    Raises NotFound, Forbidden, NotWaiting, SecondPersonNeeded; NotConnected and its like where the
    Secretariat's node cannot be written to. Then nothing is changed.
    """
    reply = _laid(submission_id, user)
    reply.stage, reply.cleared_by, reply.cleared_at = Stage.SENT, user.pk, datetime.now(UTC)
    reply.message_id = _tell(
        REPLY, reply_payload(reply), reply.round.asked_by, reply.round_id, user
    )
    reply.save()
    record(
        "reporting.reply_cleared",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        number=reply.number,
    )
    return reply


@transaction.atomic
def return_reply(submission_id: UUID, reason: str, *, user: User) -> Submission:
    """Give the reply back to those who write it. Raises as `clear`."""
    reply = _laid(submission_id, user)
    reply.stage, reply.returned = Stage.WRITING, reason
    reply.revision += 1
    reply.save()
    record(
        "reporting.reply_returned",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        number=reply.number,
    )
    return reply


@transaction.atomic
def send_reply_again(submission_id: UUID, *, user: User) -> Submission:
    """Send a reply that did not arrive once more, as it was. Raises NothingReturned."""
    reply = get_submission(submission_id, user, for_change=True)
    check_may_decide(user)
    if reply.stage != Stage.SENT or not reply.refused:
        raise NothingReturned
    reply.message_id = _tell(
        REPLY, reply_payload(reply), reply.round.asked_by, reply.round_id, user
    )
    reply.refused = ""
    reply.save()
    record(
        "reporting.sent_again",
        actor=user.actor,
        subject=(SUBMISSION, reply.pk),
        number=reply.number,
    )
    return reply


def _laid(submission_id: UUID, user: User) -> Submission:
    reply = get_submission(submission_id, user, for_change=True)
    check_may_decide(user)
    if reply.stage != Stage.DRAFT:
        raise NotWaiting
    if user.pk in reply.written_by:
        raise SecondPersonNeeded
    return reply


def _tell(type_: str, payload: dict[str, Any], to: str, thread: UUID, user: User) -> UUID:
    return send(type_, payload, to=to, thread=thread, actor=user.actor, handling=HANDLING)
