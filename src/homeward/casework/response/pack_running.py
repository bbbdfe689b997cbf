"""What the crisis itself puts into the print pack: roles, plans, last contacts, last decisions."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.response.models import Decision
from homeward.casework.response.models.runs import StepStatus
from homeward.casework.response.pack import CRISIS, TEAM_ROLES, add_pack_section
from homeward.casework.response.queries import contacts, decisions, roles, runs
from homeward.casework.response.run_words import plan_lines
from homeward.casework.response.team_access import RESPONSE
from homeward.foundation.access.models import User
from homeward.foundation.documents.blocks import Block, Checklist, Facts, Paragraph, Step, Table
from homeward.foundation.web.formats import moment_text, money_text

_LAST = 5
_STATES = {
    decisions.PENDING: gettext_lazy("Waits for its approver"),
    decisions.CONFIRMED: gettext_lazy("Confirmed"),
    decisions.REFUSED: gettext_lazy("Not confirmed"),
    decisions.CORRECTED: gettext_lazy("Corrected"),
}


def register() -> None:
    """Add the parts."""
    team = TEAM_ROLES
    add_pack_section("roles", 25, gettext_lazy("Roles"), RESPONSE, team, held_roles)
    add_pack_section("plan", 30, gettext_lazy("Plan"), (runs.PLAN,), team, plans)
    add_pack_section("clocks", 35, gettext_lazy("Deadline"), (CRISIS,), team, clocks)
    last = gettext_lazy("Last contacts")
    add_pack_section("contacts", 40, last, (CRISIS,), team, last_contacts)
    log = gettext_lazy("Last decisions")
    add_pack_section("decisions", 50, log, RESPONSE, team, last_decisions)


def held_roles(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """Who holds which role now; a person of the case by name only inside his compartment."""
    rows = [
        (one.role, _holder(one, walls) or "—", moment_text(one.assignment.starts_at))
        for one in roles.on_shift(viewer, case)
    ]
    return [Table((_("Role"), _("Who"), _("Since")), rows)] if rows else []


def _holder(one: roles.Held, walls: frozenset[str]) -> str:
    person = one.assignment.person
    return "" if person is not None and person.compartment not in walls else one.holder


def plans(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """Each plan that runs, its steps with boxes; what does not apply is left out."""
    now, facts, blocks = datetime.now(UTC), runs.facts_of(case), list[Block]()
    for run in runs.runs_of(viewer, case).filter(ended_at__isnull=True):
        phases = plan_lines(run, runs.steps_of(viewer, run), facts, now)
        lines = [line for phase in phases for line in phase["steps"]]
        steps = [
            Step(
                line.line.title,
                " · ".join(
                    [line.doer or line.role]
                    + ([moment_text(line.row.due_at)] if line.row.due_at else [])
                ),
                done=line.row.status == StepStatus.DONE,
            )
            for line in lines
            if line.row.status != StepStatus.NOT_APPLICABLE
        ]
        blocks += [Paragraph(runs.playbook_of(run).title), Checklist(steps)]
    return blocks


def clocks(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The clocks that run, the next one first."""
    running = contacts.clocks_of(viewer, case)
    pairs = [(str(one.get_kind_display()), moment_text(one.due_at)) for one in running]
    return [Facts(pairs)] if pairs else []


def last_contacts(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The last contacts with the offenders, without what was corrected."""
    rows = [
        (
            moment_text(one.starts_at),
            f"{one.get_channel_display()} · {one.get_direction_display()}",
            _sum(one.demanded, one.demand_currency),
            _sum(one.offered, one.offer_currency),
            one.next_step or "—",
        )
        for one in contacts.contacts_of(viewer, case, with_corrected=False)[:_LAST]
    ]
    columns = (_("When"), _("Channel"), _("Demanded"), _("Offered"), _("Next step"))
    return [Table(columns, rows)] if rows else []


def last_decisions(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The last entries of the decision log, of the pack's compartments."""
    rows = decisions.decisions_of(viewer, case).filter(compartment__in=walls)
    return [_decision(one) for one in rows[:_LAST]]


def _decision(one: Decision) -> Facts:
    heading = _("Decision %(number)s") % {"number": one.number}
    return Facts(
        [
            (heading, f"{moment_text(one.at)} · {_STATES[decisions.state_of(one)]}"),
            (_("Situation"), one.situation),
            (_("Decision"), one.decision),
            (_("Reason"), one.reason),
            (_("Who decided"), str(one.made_by)),
        ]
    )


def _sum(minor: int | None, currency: str) -> str:
    return "—" if minor is None else money_text(minor, currency)
