"""Questionnaires, the replies to them, and the reports that were made of these."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from homeward.foundation.access.models import User
from homeward.foundation.authorities.queries import states
from homeward.foundation.authorities.territories import territory
from homeward.oversight.reporting.access import may_work
from homeward.oversight.reporting.lines import Line
from homeward.oversight.reporting.models import Report, Round, Stage, Submission
from homeward.oversight.reporting.queries.aggregates import last_sent, own_lines

STANDING = (Stage.SENT, Stage.RECEIVED)


def rounds_of(viewer: User) -> list[Round]:
    """All questionnaires of this node, the newest first."""
    return list(Round.objects.order_by("-opened_at")) if may_work(viewer) else []


def figures_for(viewer: User) -> list[Line]:
    """What a reply is prefilled with: the figures that were approved for the Secretariat, else the
    node's own counts."""
    approved = last_sent(settings.HOMEWARD_STATE)
    return list(approved.lines) if approved is not None else own_lines(viewer)


def open_reply(asked: Round) -> Submission | None:
    """This State's reply that is written or lies before the focal point."""
    rows = asked.submissions.filter(stage__in=(Stage.WRITING, Stage.DRAFT))
    return rows.filter(state=settings.HOMEWARD_STATE).order_by("-number").first()


def latest_reply(asked: Round) -> Submission | None:
    """This State's reply with the highest number, whatever its stage."""
    rows = asked.submissions.filter(state=settings.HOMEWARD_STATE)
    return rows.order_by("-number").first()


def standing_replies(asked: Round) -> dict[str, Submission]:
    """State -> its reply with the highest number that was sent or received."""
    found: dict[str, Submission] = {}
    for one in asked.submissions.filter(stage__in=STANDING).order_by("number"):
        found[one.state] = one
    return found


def lines_of(reply: Submission) -> list[Line]:
    """The figures of a reply; none of one in whose place a later one stands, as of aggregates."""
    last = standing_replies(reply.round).get(reply.state)
    is_old = last is not None and last.number > reply.number
    return [] if is_old else list(reply.lines)


def asked_in(asked: Round) -> dict[str, str]:
    """Code -> name of the States that were asked; on a State's node itself alone."""
    if asked.states:
        return {one["state"]: one["name"] for one in asked.states}
    own = settings.HOMEWARD_STATE
    names = {one.code: one.name for one in states()}
    return {own: names.get(own) or territory(own)}


def last_report(state: str, *, before: Round) -> Report | None:
    """The report of the same kind on the questionnaire before: the last one that was shared, else
    the last one that was compiled."""
    rows = Report.objects.filter(state=state, round__opened_at__lt=before.opened_at)
    newest = rows.order_by("-round__opened_at", "-made_at").first()
    if newest is None:
        return None
    shared = rows.filter(round=newest.round_id, sharings__isnull=False).order_by("-made_at")
    return shared.first() or newest


def reports_of(asked: Round) -> list[Report]:
    """The reports on a questionnaire, the newest first."""
    return list(asked.reports.order_by("-made_at"))


@dataclass(frozen=True, slots=True)
class StateReply:
    """A State that was asked: `sent` tells whether its node got the questionnaire; `waiting` is a
    reply from paper that waits for a second person."""

    state: str
    name: str
    sent: bool
    reply: Submission | None
    waiting: Submission | None


def replies_to(asked: Round) -> list[StateReply]:
    """Every State that was asked, with the reply that stands."""
    held = standing_replies(asked)
    listed: list[dict[str, Any]] = asked.states
    waiting = {one.state: one for one in papers_waiting(asked)}
    return [
        StateReply(
            one["state"],
            one["name"],
            one["sent"],
            held.get(one["state"]),
            waiting.get(one["state"]),
        )
        for one in listed
    ]


def papers_waiting(asked: Round) -> list[Submission]:
    """Replies from paper that wait for a second person at the Secretariat."""
    return list(asked.submissions.filter(stage=Stage.DRAFT).exclude(paper={}))
