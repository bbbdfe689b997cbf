"""A report: compiled from the replies that stand, frozen, and shared by a signed act."""

import uuid
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homeward.foundation.access.errors import NotFound
from homeward.foundation.access.models import User
from homeward.foundation.journal.actions import record
from homeward.foundation.vault.node_keys import own_keys
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting.access import (
    check_at_secretariat,
    check_may_decide,
    get_report,
    get_round,
)
from homeward.oversight.reporting.annex import (
    COMMISSION,
    STATE,
    About,
    Reply,
    annex_of,
    digest_of,
)
from homeward.oversight.reporting.errors import NoReply, SecondPersonNeeded
from homeward.oversight.reporting.models import Report, Round, Sharing
from homeward.oversight.reporting.queries.rounds import (
    asked_in,
    last_report,
    standing_replies,
)
from homeward.wire.encoding import canonical
from homeward.wire.signatures import Typ, sign_detached

REPORT = "reporting_report"


@transaction.atomic
def compile_report(round_id: UUID, state: str = "", *, user: User) -> Report:
    """Freeze a report: for the Commission, or of a State. A State's node makes its own only.

    Raises NotFound, NoReply.
    """
    asked = get_round(round_id, user)
    names = asked_in(asked)
    if not is_secretariat() and state != settings.HOMEWARD_STATE:
        raise NotFound("reporting_report", state)
    if state and state not in names:
        raise NotFound("reporting_report", state)
    replies = standing_replies(asked)
    if state:
        if state not in replies:
            raise NoReply
        names, replies = {state: names[state]}, {state: replies[state]}
    previous = last_report(state, before=asked)
    now = datetime.now(UTC)
    annex = annex_of(
        _about(asked, STATE if state else COMMISSION, now),
        names,
        {
            code: Reply(
                number=one.number,
                cleared_at=one.cleared_at.astimezone(UTC).isoformat() if one.cleared_at else "",
                lines=one.lines,
                answers=one.answers,
                on_paper=bool(one.paper),
            )
            for code, one in replies.items()
        },
        previous.annex if previous else None,
    )
    made = Report(
        id=uuid.uuid4(),
        round=asked,
        kind=annex["kind"],
        state=state,
        annex=annex,
        digest=digest_of(annex),
        previous=previous,
        made_at=now,
        made_by=user.pk,
    )
    made.save(force_insert=True)
    record(
        "reporting.compiled",
        actor=user.actor,
        subject=(REPORT, made.pk),
        report_kind=made.kind,
        state=state,
        digest=made.digest,
    )
    return made


def _about(asked: Round, kind: str, now: datetime) -> About:
    return About(
        kind=kind,
        title=asked.title,
        session=asked.session,
        first=asked.first,
        last=asked.last,
        due=asked.due.isoformat(),
        made_at=now.isoformat(),
    )


@transaction.atomic
def share(report_id: UUID, body: str, document: str, *, user: User) -> Sharing:
    """Record that a report goes to a body, in a statement that the node signs.

    By a supervisor or oversight at the Secretariat, who did not compile it. Raises NotFound,
    Forbidden, SecondPersonNeeded.
    """
    report = get_report(report_id, user)
    check_at_secretariat(user)
    check_may_decide(user)
    if report.made_by == user.pk:
        raise SecondPersonNeeded
    now, keys = datetime.now(UTC), own_keys()
    statement = canonical(
        {
            "report": str(report.pk),
            "annex_sha256": report.digest,
            "session": report.round.session,
            "shared_with": Sharing.Body(body).value,
            "document": document,
            "shared_at": now.isoformat(),
            "by": settings.HOMEWARD_STATE,
        }
    )
    made = Sharing.objects.create(
        report=report,
        body=body,
        document=document,
        statement=statement.decode(),
        signature=sign_detached(statement, Typ.REPORT, keys),
        key_id=keys.public.key_id,
        shared_at=now,
        shared_by=user.pk,
    )
    record(
        "reporting.shared",
        actor=user.actor,
        subject=(REPORT, report.pk),
        body=body,
        digest=report.digest,
        key=made.key_id,
    )
    return made
