"""What reporting puts into My work and into the search box."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from homeward.foundation.access.models import User
from homeward.foundation.web.ports import SearchHit, Text, WorkItem
from homeward.oversight.assistance.secretariat import is_secretariat
from homeward.oversight.reporting.access import may_decide, may_work
from homeward.oversight.reporting.models import Round, Stage, Submission
from homeward.oversight.reporting.queries.aggregates import aggregates_of
from homeward.oversight.reporting.queries.rounds import (
    latest_reply,
    papers_waiting,
    reports_of,
    rounds_of,
)

TITLE = pgettext_lazy("menu", "Reporting")


@dataclass(frozen=True, slots=True)
class ReportingWork:
    """Questionnaires that are owed, replies and figures that wait for a second person, and reports
    that can be compiled."""

    code: str = "reporting"
    title: Text = TITLE
    order: int = 78

    def items(self, viewer: User) -> Sequence[WorkItem]:
        """The earliest day first; figures, which have none, at the end."""
        if not may_work(viewer):
            return []
        found = _to_compile(viewer) if is_secretariat() else _of_state(viewer)
        return sorted(found, key=lambda one: one.due or datetime.max.replace(tzinfo=UTC))


def _of_state(viewer: User) -> Iterator[WorkItem]:
    for asked in rounds_of(viewer):
        step = _step(viewer, latest_reply(asked))
        if step:
            yield _of_round(asked, step)
    for one in aggregates_of(viewer):
        waits = one.stage == Stage.DRAFT and one.prepared_by != viewer.pk
        if waits and may_decide(viewer):
            yield WorkItem(
                title=_("Figures of %(state)s, number %(number)s")
                % {"state": one.state, "number": one.number},
                url=reverse("reporting:aggregate", args=[one.pk]),
                next_step=_("Look at the figures, and let them go or return them"),
            )


def _step(viewer: User, reply: Submission | None) -> str:
    """The next step of this person; empty where another one's turn is, or nobody's."""
    if reply is None or reply.stage == Stage.WRITING:
        return _("Answer the questionnaire, and lay it before the focal point")
    if reply.stage == Stage.DRAFT and may_decide(viewer) and viewer.pk not in reply.written_by:
        return _("Read the reply, and clear or return it")
    if reply.refused and may_decide(viewer):
        return _("It did not arrive: send it again")
    return ""


def _to_compile(viewer: User) -> Iterator[WorkItem]:
    today = datetime.now(UTC).date()
    for asked in rounds_of(viewer):
        for reply in papers_waiting(asked):
            if may_decide(viewer) and viewer.pk not in reply.written_by:
                yield WorkItem(
                    title=_("Reply of %(state)s on paper") % {"state": reply.state},
                    url=reverse("reporting:submission", args=[reply.pk]),
                    next_step=_("Hold it against the scan, and let it stand or return it"),
                    detail=asked.title,
                )
        if asked.due < today and not reports_of(asked):
            yield _of_round(asked, _("The day of the answers is past: compile the report"))


def _of_round(asked: Round, step: str) -> WorkItem:
    return WorkItem(
        title=asked.title,
        url=reverse("reporting:round", args=[asked.pk]),
        next_step=step,
        due=datetime.combine(asked.due, time(23, 59, 59), UTC),
        detail=asked.session,
    )


@dataclass(frozen=True, slots=True)
class ReportingSearch:
    """Questionnaires and reports by their titles and sessions."""

    code: str = "reporting"
    order: int = 69

    def search(self, viewer: User, query: str, limit: int) -> Sequence[SearchHit]:
        """At most `limit` questionnaires and reports in which every word stands."""
        words = query.casefold().split()
        hits: list[SearchHit] = []
        for asked in rounds_of(viewer):
            place = f"{asked.title} {asked.session} {asked.first} {asked.last}".casefold()
            if not all(word in place for word in words):
                continue
            hits.append(
                SearchHit(
                    kind=gettext_lazy("Questionnaire"),
                    caption=asked.title,
                    url=reverse("reporting:round", args=[asked.pk]),
                    icon="report",
                    detail=asked.session,
                )
            )
            hits += [
                SearchHit(
                    kind=gettext_lazy("Report"),
                    caption=_("Report of %(state)s") % {"state": one.state}
                    if one.state
                    else _("Report for the Commission"),
                    url=reverse("reporting:report", args=[one.pk]),
                    icon="report",
                    detail=asked.title,
                )
                for one in reports_of(asked)
            ]
        return hits[:limit]
