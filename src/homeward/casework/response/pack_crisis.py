"""What the running crisis puts into the print pack: dangers, roles, plan, decisions, contacts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries.first_call import FLAGS_SEEN_BY, flags_of
from homeward.casework.response.models.runs import OPEN
from homeward.casework.response.pack import (
    CRISIS,
    INVESTIGATION,
    TEAM_ROLES,
    add_pack_section,
)
from homeward.casework.response.queries import contacts as contact_reads
from homeward.casework.response.queries.decisions import CONFIRMED, REFUSED, decisions_of, state_of
from homeward.casework.response.queries.roles import Held, on_shift
from homeward.casework.response.queries.runs import playbook_of, runs_of, steps_of
from homeward.foundation.access.models import User
from homeward.foundation.documents.blocks import Block, Checklist, Facts, Paragraph, Step, Table
from homeward.foundation.duty.queries.roster import channels_of, roster
from homeward.foundation.web.formats import moment_text, money_text
from homeward.knowledge.manual.playbook import in_language
from homeward.knowledge.manual.ports import role_names
from homeward.knowledge.manual.words import role_words
from homeward.knowledge.manual.writing import step_from_data

# Paper is read in the dark: the last few of each.
_LAST = 10


def register() -> None:
    """Add the parts."""
    response = (INVESTIGATION, CRISIS)
    flags_title = gettext_lazy("Dangers to life and health")
    add_pack_section("flags", 15, flags_title, FLAGS_SEEN_BY, TEAM_ROLES, flags)
    add_pack_section("roster", 25, gettext_lazy("On duty now"), (), TEAM_ROLES, on_duty_now)
    add_pack_section("roles", 30, gettext_lazy("Roles on shift"), response, TEAM_ROLES, roles)
    add_pack_section("plan", 40, gettext_lazy("Plan"), (CRISIS,), TEAM_ROLES, plan)
    decisions_title = gettext_lazy("Last decisions")
    add_pack_section("decisions", 50, decisions_title, response, TEAM_ROLES, decisions)
    contacts_title = gettext_lazy("Contacts with the offenders")
    add_pack_section("contacts", 60, contacts_title, (CRISIS,), TEAM_ROLES, contacts)
    demands_title = pgettext_lazy("pack", "Demands over time")
    add_pack_section("demands", 65, demands_title, (CRISIS,), TEAM_ROLES, demands)


def flags(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """What endangers the victim, the most urgent first, each framed."""
    found: list[Block] = []
    for one in flags_of(viewer, case):
        words = [str(one.get_kind_display())]
        if one.needed_by:
            words.append(_("Needed by %(time)s") % {"time": moment_text(one.needed_by)})
        if one.detail:
            words.append(one.detail)
        found.append(Paragraph("\n".join(words), strong=True))
    return found


def on_duty_now(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """Who keeps which duty now and how they are called; nothing of the case."""
    now = datetime.now(UTC)
    kept = [(row.role, shift) for row in roster(now) for shift in row.now]
    ways = channels_of([shift.user for _role, shift in kept])
    rows = [
        (
            str(role),
            str(shift.user),
            ", ".join(channel.address for channel in ways.get(shift.user_id, [])) or "—",
            moment_text(shift.ends_at),
        )
        for role, shift in kept
    ]
    columns = (_("Duty"), _("Name"), _("How to reach"), pgettext("shift", "Until"))
    return [Table(columns, rows)] if rows else []


def _name_for(held: Held, walls: frozenset[str]) -> str:
    """Who holds a role; of a person of the case only for whom his record is open."""
    person = held.assignment.person
    return held.holder if person is None or person.compartment in walls else ""


def roles(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """Who holds which role of the crisis now."""
    rows = [
        (
            held.role,
            _name_for(held, walls) or _("Not identified"),
            moment_text(held.assignment.starts_at),
            _until(held.assignment.planned_until),
        )
        for held in on_shift(viewer, case)
    ]
    columns = (_("Role"), _("Name"), _("Since"), pgettext("shift", "Until"))
    return [Table(columns, rows)] if rows else []


def plan(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """Every running playbook as a list to tick: what is open, and how much is done."""
    blocks: list[Block] = []
    for run in runs_of(viewer, case).filter(ended_at__isnull=True, compartment__in=walls):
        playbook, steps = playbook_of(run), steps_of(viewer, run)
        waiting, known = [step for step in steps if step.status in OPEN], role_names()
        blocks.append(
            Paragraph(
                _("%(playbook)s: %(open)s of %(all)s steps are open.")
                % {"playbook": playbook.title, "open": len(waiting), "all": len(steps)}
            )
        )
        lines = []
        for step in waiting:
            title = in_language(step_from_data(step.content).texts)[1].title
            doer = str(step.owner) if step.owner else role_words(step.role, known)
            due = moment_text(step.due_at) if step.due_at else ""
            lines.append(Step(title, " · ".join(part for part in (due, doer) if part)))
        if lines:
            blocks.append(Checklist(lines))
    return blocks


def decisions(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The last decisions that stand, with who confirmed them."""
    rows = decisions_of(viewer, case).filter(compartment__in=walls, corrected_by__isnull=True)
    table = [
        (
            str(one.number),
            moment_text(one.at),
            one.decision,
            one.reason,
            _confirmed(state_of(one), str(one.approver)),
        )
        for one in rows[:_LAST]
    ]
    columns = (_("No."), _("Time"), _("Decision"), _("Reason"), _("Confirmed"))
    return [Table(columns, table)] if table else []


def contacts(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The clocks that run, then the last contacts, the latest first."""
    blocks: list[Block] = []
    clocks = contact_reads.clocks_of(viewer, case)
    pairs = [(str(clock.get_kind_display()), moment_text(clock.due_at)) for clock in clocks]
    if pairs:
        blocks.append(Facts(pairs))
    found = contact_reads.contacts_of(viewer, case, with_corrected=False)
    rows = [
        (
            str(one.number),
            moment_text(one.starts_at),
            f"{one.get_direction_display()} · {one.get_channel_display()}",
            _joined((one.threat, one.victim_condition, one.assessment)),
            one.next_step or "—",
        )
        for one in found[:_LAST]
    ]
    columns = (_("No."), _("Time"), _("Way"), _("What was said"), _("Next step"))
    if rows:
        blocks.append(Table(columns, rows))
    return blocks


def demands(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """What was demanded and offered, currency by currency; nothing here approves a payment."""
    blocks: list[Block] = []
    columns = (_("Time"), _("Demanded"), _("Offered"))
    for series in contact_reads.demands_of(viewer, case):
        rows = [
            (
                moment_text(point.at),
                _sum(point.demanded, series.currency),
                _sum(point.offered, series.currency),
            )
            for point in series.points[-_LAST:]
        ]
        if rows:
            blocks.append(Table(columns, rows))
    if blocks:
        blocks.append(Paragraph(_("A record of what was demanded. It approves no payment.")))
    return blocks


def _until(moment: datetime | None) -> str:
    return moment_text(moment) if moment else "—"


def _sum(minor: int | None, currency: str) -> str:
    return "—" if minor is None else money_text(minor, currency)


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part) or "—"


def _confirmed(state: str, approver: str) -> str:
    if state == CONFIRMED:
        return approver
    return _("Refused") if state == REFUSED else _("Not confirmed yet")
