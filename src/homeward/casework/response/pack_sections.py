"""What this room puts into the print pack of what lower rooms keep: facts, people, whom to call."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from homeward.casework.cases.models import Case
from homeward.casework.cases.queries import RANSOM_SEEN_BY, people_of, ransom_of
from homeward.casework.response.alert_pages import headline_of
from homeward.casework.response.pack import CRISIS, EVERY_ROLE, TEAM_ROLES, add_pack_section
from homeward.casework.response.queries.alerts import alerts_of
from homeward.foundation.access.models import User
from homeward.foundation.access.queries import compartments_of, members_of
from homeward.foundation.access.roles import Compartment
from homeward.foundation.authorities.queries import authorities_of
from homeward.foundation.documents.blocks import Block, Checklist, Facts, Step, Table
from homeward.foundation.duty.ports import task_kind
from homeward.foundation.duty.queries import open_tasks
from homeward.foundation.web.formats import day_text, moment_text, money_text

_MOST_TASKS = 40


def register() -> None:
    """Add the parts."""
    every = tuple(Compartment.values)
    add_pack_section("facts", 10, gettext_lazy("The case"), every, TEAM_ROLES, facts)
    add_pack_section("authorities", 20, gettext_lazy("Whom to call"), (), EVERY_ROLE, authorities)
    add_pack_section("team", 22, gettext_lazy("The team"), every, TEAM_ROLES, team)
    tasks_title = gettext_lazy("Tasks and deadlines")
    add_pack_section("tasks", 70, tasks_title, every, TEAM_ROLES, tasks)
    add_pack_section("people", 80, gettext_lazy("People"), every, TEAM_ROLES, people)
    ransom_title = pgettext_lazy("pack", "Ransom")
    add_pack_section("ransom", 90, ransom_title, RANSOM_SEEN_BY, TEAM_ROLES, ransom)
    add_pack_section("alerts", 95, gettext_lazy("Public alerts"), (CRISIS,), TEAM_ROLES, alerts)


def facts(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """What every member of the case knows."""
    taken = moment_text(case.taken_at) if case.taken_at else ""
    pairs = [
        (_("Working title"), case.title),
        (_("Status"), case.get_status_display()),
        (pgettext("victim", "Taken"), taken),
        (_("Place"), case.place),
        (_("Type"), case.typology_words),
        (_("Lead"), case.lead_authority),
    ]
    return [Facts(pairs)]


def authorities(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The authorities of this State and how they are reached; nothing of the case."""
    rows = [
        (
            one.name,
            ", ".join(one.function_words),
            one.phone or "—",
            one.email or "—",
            _("Day and night") if one.always_reachable else _("Office hours"),
        )
        for one in authorities_of(settings.HOMEWARD_STATE)
    ]
    columns = (_("Authority"), _("In charge of"), _("Telephone"), _("E-mail"), _("Reached"))
    return [Table(columns, rows)] if rows else []


def team(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The members of the compartments that the pack is about, each once."""
    found: dict[int, tuple[User, list[str], bool]] = {}
    for row in members_of(viewer, case.pk):
        if row.compartment in walls:
            entry = found.setdefault(row.user_id, (row.user, [], row.is_lead))
            entry[1].append(str(Compartment(row.compartment).label))
    rows = [
        (
            str(user) + (f" ({_('Lead')})" if lead else ""),
            user.authority,
            ", ".join(labels),
            user.email or "—",
        )
        for user, labels, lead in found.values()
    ]
    return [Table((_("Name"), _("Authority"), _("Compartment"), _("E-mail")), rows)] if rows else []


def tasks(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """What waits for the viewer in the case.

    A task names no compartment, so it is printed only for a role that sees all that he sees.
    """
    if walls != compartments_of(viewer, case.pk):
        return []
    steps = [
        Step(
            str(task_kind(task.kind).sentence) % task.params,
            moment_text(task.due_at) if task.due_at else "",
        )
        for task in open_tasks(viewer).filter(case_id=case.pk)[:_MOST_TASKS]
    ]
    return [Checklist(steps)] if steps else []


def people(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The people of the compartments that the pack is about."""
    rows = [
        (
            one.name or _("Not identified"),
            str(one.get_role_display())
            + (f" · {one.get_outcome_display()}" if one.outcome else ""),
            (day_text(one.born_on) if one.born_on else "—"),
            str(one.get_compartment_display()),
        )
        for one in people_of(viewer, case).filter(compartment__in=walls)
    ]
    columns = (_("Name"), _("Part in the case"), _("Born"), _("Compartment"))
    return [Table(columns, rows)] if rows else []


def ransom(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """What was demanded, agreed and paid."""
    held = ransom_of(viewer, case)
    if held is None:
        return []

    def sum_of(minor: int | None) -> str:
        return "" if minor is None else money_text(minor, held.currency)

    paid = sum_of(held.paid) + (f" · {moment_text(held.paid_at)}" if held.paid_at else "")
    return [
        Facts(
            [
                (_("Demanded"), sum_of(held.demanded)),
                (_("Agreed"), sum_of(held.agreed)),
                (_("Paid"), paid),
            ]
        )
    ]


def alerts(viewer: User, case: Case, walls: frozenset[str]) -> list[Block]:
    """The messages to the public and where they stand."""
    rows = [
        (
            headline_of(one),
            str(one.get_stage_display()),
            moment_text(one.expires) if one.expires else "—",
        )
        for one in alerts_of(viewer, case)
    ]
    return [Table((_("Headline"), _("Where it stands"), _("Ends")), rows)] if rows else []
